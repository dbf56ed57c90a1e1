package io.descent.core.metrics;

import java.util.Arrays;

/** Quantiles and the spread of numbers. */
final class Quantile {
    private Quantile() {}

    /** The finite numbers among some, in ascending order. */
    static double[] sorted(double... values) {
        return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    }

    /**
     * A quantile, interpolated between neighbours (definition 7 of Hyndman and Fan 1996, "Sample quantiles in statistical
     * packages").
     *
     * @param sorted at least one number, in ascending order
     * @param share from 0 for the smallest to 1 for the largest
     */
    static double of(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        double low = sorted[below];
        double high = sorted[Math.min(below + 1, sorted.length - 1)];
        return low + (place - below) * (high - low);
    }

    /** The standard deviation with the divisor n - 1, exactly 0 for equal numbers. */
    static double standardDeviation(double... values) {
        if (values.length < 2 || Arrays.stream(values).allMatch(each -> each == values[0])) {
            return 0;
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        for (double each : values) {
            squares += (each - mean) * (each - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
