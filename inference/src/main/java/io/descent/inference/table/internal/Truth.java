package io.descent.inference.table.internal;

import java.util.List;

/**
 * Truth values: 1 for true, -1 for false, 0 for a missing cell. If the training set had missing cells, a second input is
 * 1 where the cell is missing and 0 elsewhere.
 *
 * @param indicator whether there is an input for missing cells
 */
public record Truth(boolean indicator) implements NumberEncoder {
    @Override
    public int width() {
        return indicator ? 2 : 1;
    }

    @Override
    public void encode(double value, double[] inputs, int from) {
        boolean missing = Double.isNaN(value);
        inputs[from] = missing ? 0 : value > 0 ? 1 : -1;
        if (indicator) {
            inputs[from + 1] = missing ? 1 : 0;
        }
    }

    @Override
    public List<String> inputs(String column) {
        return indicator ? List.of(column, column + " is missing") : List.of(column);
    }
}
