package io.descent.metrics;

import io.descent.api.Labels;
import java.util.List;

/** The positive class of two: the one that the user names, else the second. */
final class PositiveClass {
    static final String HELP = "the positive class of two; empty means the second";

    private PositiveClass() {}

    static int index(Labels labels, String positive) {
        return positive.isEmpty() ? 1 : labels.classes().indexOf(positive);
    }

    /** Rejects labels without classes, and a positive class that does not exist or that nothing would use. */
    static void check(Labels labels, String positive, Average average) {
        Accepted.classes(labels);
        if (positive.isEmpty()) {
            return;
        }
        List<String> classes = labels.classes();
        String listed = String.join(", ", classes);
        if (!classes.contains(positive)) {
            throw new IllegalArgumentException(
                    "has the positive class '%s', but the classes are %s".formatted(positive, listed));
        }
        if (classes.size() != 2) {
            throw new IllegalArgumentException(
                    "has a positive class, which needs two classes, but the classes are %s: remove positive"
                            .formatted(listed));
        }
        if (average != Average.AUTO) {
            throw new IllegalArgumentException(
                    "has both the positive class '%s' and the average %s over the classes %s: remove one of them"
                            .formatted(positive, average.word(), listed));
        }
    }
}
