package io.descent.inference.table.internal;

import java.util.List;

/**
 * Dates: the elapsed time and the year, scaled to mean 0 and standard deviation 1; month, day of the month, weekday and,
 * if any date of the training set has a time of day, the time of day, each as sine and cosine of its place in its cycle.
 * All are 0 for a missing cell.
 *
 * @param elapsed scales seconds since 1970
 * @param year scales years
 * @param time whether there are inputs for the time of day
 * @param indicator whether there is an input that is 1 where the cell is missing and 0 elsewhere
 */
public record DateParts(Scaling.Standardize elapsed, Scaling.Standardize year, boolean time, boolean indicator)
        implements NumberEncoder {
    @Override
    public int width() {
        return inputs("").size();
    }

    @Override
    public void encode(double value, double[] inputs, int from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> inputs(String column) {
        throw new UnsupportedOperationException();
    }
}
