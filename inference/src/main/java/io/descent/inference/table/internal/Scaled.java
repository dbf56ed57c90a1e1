package io.descent.inference.table.internal;

import io.descent.inference.text.internal.Decimal;
import java.util.List;

/**
 * Numbers, scaled. A missing cell gets the median of the training set and, if the training set had missing cells too,
 * an input that is 1 where the cell is missing and 0 elsewhere.
 *
 * @param scaling of the numbers
 * @param fill the number for a missing cell, not scaled
 * @param indicator whether there is an input for missing cells
 * @param float32 whether every number of the training set is a float32 number, so that programs which predict elsewhere
 *     may read the column as such
 */
public record Scaled(Scaling scaling, double fill, boolean indicator, boolean float32) implements NumberEncoder {
    /** Checks the number for missing cells. */
    public Scaled {
        if (!Double.isFinite(scaling.apply(fill))) {
            throw new IllegalArgumentException("%s cannot be scaled by %s, so it cannot stand for missing cells"
                    .formatted(Decimal.text(fill), scaling));
        }
    }

    @Override
    public int width() {
        return indicator ? 2 : 1;
    }

    @Override
    public int numbers() {
        return scaling instanceof Scaling.Zero ? 0 : 1;
    }

    @Override
    public void encode(double value, double[] inputs, int from) {
        boolean missing = Double.isNaN(value);
        inputs[from] = scaling.apply(missing ? fill : value);
        if (indicator) {
            inputs[from + 1] = missing ? 1 : 0;
        }
    }

    @Override
    public List<String> inputs(String column) {
        return indicator ? List.of(column, column + " is missing") : List.of(column);
    }
}
