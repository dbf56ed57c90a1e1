package io.descent.benchmarks.peers;

import java.util.Arrays;

/** The median, minimum and maximum of some readings. */
record Spread(double median, double min, double max) {
    /** Returns the spread of at least one reading. */
    static Spread of(double... readings) {
        double[] sorted = readings.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }

    /** Returns {@code median (min to max)}, each in the given format. */
    String text(String format) {
        return (format + " (" + format + " to " + format + ")").formatted(median, min, max);
    }
}
