package io.descent.core.data;

import io.descent.inference.text.internal.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the numbers of a column are scaled; learnt on the training set. */
public enum NumberScaling {
    /** To mean 0 and standard deviation 1. */
    STANDARDIZE,
    /** To median 0 and interquartile range 1, then smoothly clipped to (-3, 3). */
    ROBUST,
    /** To the quantiles of a standard normal distribution. */
    QUANTILE,
    /** To the range from 0 to 1. */
    MIN_MAX,
    /** Not at all. */
    NONE;

    /**
     * Parses a name such as {@code min-max}; {@code true} means standardize and {@code false} none.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static NumberScaling parse(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true") ? STANDARDIZE : NONE;
        }
        List<String> names =
                Arrays.stream(values()).map(NumberScaling::toString).toList();
        int found = names.indexOf(text);
        if (found < 0) {
            throw new IllegalArgumentException("unknown scaling '%s'%s; expected true, false, or one of %s"
                    .formatted(text, Nearest.suggestion(text, names), String.join(", ", names)));
        }
        return values()[found];
    }

    /** The name in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
