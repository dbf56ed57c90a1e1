package io.descent.core.data;

import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.text.internal.Nearest;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the user says about a column: an entry of {@code data.columns} in an experiment file.
 *
 * @param kind what the cells are
 * @param scaling how numbers are scaled; null for that of all columns
 * @param pattern how dates are written; null to find out
 */
public record ColumnChoice(
        ColumnKind kind,
        @Nullable NumberScaling scaling,
        @Nullable String pattern) implements Serializable {
    private static final String DATE = "date ";
    private static final List<String> WORDS = List.of(
            "numeric",
            "categorical",
            "boolean",
            "date",
            "ignore",
            "standardize",
            "robust",
            "quantile",
            "min-max",
            "none");

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if not, or the pattern is invalid
     */
    public ColumnChoice {
        if ((scaling != null && kind != ColumnKind.NUMERIC) || (pattern != null && kind != ColumnKind.DATE)) {
            throw new IllegalArgumentException("scaling is for numbers, and a pattern is for dates");
        }
        if (pattern != null) {
            new DateFormat(pattern);
        }
    }

    /** A kind of column, everything else by default. */
    public static ColumnChoice of(ColumnKind kind) {
        return new ColumnChoice(kind, null, null);
    }

    /** The kind of a column as it was found. */
    static ColumnChoice of(FeatureColumn column) {
        return new ColumnChoice(
                column.kind(), null, column.format() instanceof DateFormat date ? date.pattern() : null);
    }

    /**
     * Parses {@code numeric}, {@code categorical}, {@code boolean}, {@code date}, {@code date dd.MM.yyyy} or
     * {@code ignore}; or a scaling such as {@code robust}, which means numeric.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static ColumnChoice parse(String text) {
        if (text.startsWith(DATE)) {
            return new ColumnChoice(
                    ColumnKind.DATE, null, text.substring(DATE.length()).strip());
        }
        int known = WORDS.indexOf(text);
        if (known < 0) {
            throw new IllegalArgumentException("unknown kind of column '%s'%s; expected one of %s, or date PATTERN"
                    .formatted(text, Nearest.suggestion(text, WORDS), String.join(", ", WORDS)));
        }
        return known < ColumnKind.values().length
                ? of(ColumnKind.valueOf(text.toUpperCase(Locale.ROOT)))
                : new ColumnChoice(ColumnKind.NUMERIC, NumberScaling.parse(text), null);
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return scaling != null
                ? scaling.toString()
                : kind.name().toLowerCase(Locale.ROOT) + (pattern == null ? "" : " " + pattern);
    }
}
