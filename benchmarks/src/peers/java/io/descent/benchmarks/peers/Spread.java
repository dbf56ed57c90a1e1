package io.descent.benchmarks.peers;

import java.util.Arrays;

/** The middle and the ends of some readings. */
record Spread(double median, double min, double max) {
    /** Of at least one reading. */
    static Spread of(double... readings) {
        double[] sorted = readings.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }

    /** {@code median (min to max)}, each in a format. */
    String text(String format) {
        return (format + " (" + format + " to " + format + ")").formatted(median, min, max);
    }
}
