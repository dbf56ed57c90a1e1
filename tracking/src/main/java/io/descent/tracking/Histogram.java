package io.descent.tracking;

/**
 * How often numbers lie in intervals of equal width.
 *
 * @param limits the upper ends of the intervals
 * @param counts how many numbers lie in each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Histogram(double min, double max, double sum, double sumOfSquares, double[] limits, double[] counts) {
    private static final int INTERVALS = 30;

    /** Counts finite numbers, at least one; others are left out. */
    static Histogram of(double[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double sumOfSquares = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                sum += value;
                sumOfSquares += value * value;
            }
        }
        int intervals = min < max ? INTERVALS : 1;
        double[] limits = new double[intervals];
        double[] counts = new double[intervals];
        for (int i = 0; i < intervals; i++) {
            limits[i] = i == intervals - 1 ? max : min + (i + 1) * (max - min) / intervals;
        }
        for (double value : values) {
            if (Double.isFinite(value)) {
                counts[min < max ? Math.min(intervals - 1, (int) ((value - min) / (max - min) * intervals)) : 0]++;
            }
        }
        return new Histogram(min, max, sum, sumOfSquares, limits, counts);
    }
}
