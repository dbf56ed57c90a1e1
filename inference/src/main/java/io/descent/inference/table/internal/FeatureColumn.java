package io.descent.inference.table.internal;

import io.descent.inference.spec.ColumnKind;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A column that is a feature of a model.
 *
 * @param name of the column
 * @param kind what its cells are; never {@link ColumnKind#IGNORE}
 * @param format how its cells are written; null for words
 * @param encoder turns its cells into inputs
 */
public record FeatureColumn(
        String name, ColumnKind kind, @Nullable CellFormat format, ColumnEncoder encoder) implements Serializable {
    /** Checks that the parts fit together. */
    public FeatureColumn {
        boolean isWords = kind == ColumnKind.CATEGORICAL;
        if (kind == ColumnKind.IGNORE
                || isWords != (encoder instanceof OneHot || encoder instanceof Indicators)
                || isWords != (format == null)) {
            throw new IllegalArgumentException("the column '%s' cannot be %s".formatted(name, kind));
        }
    }

    /** A column of numbers in the usual notation. */
    public static FeatureColumn number(String name, Scaling scaling, double fill, boolean indicator) {
        return new FeatureColumn(
                name, ColumnKind.NUMERIC, NumberFormat.PLAIN, new Scaled(scaling, fill, indicator, false));
    }
}
