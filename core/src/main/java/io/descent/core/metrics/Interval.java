package io.descent.core.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The bootstrap interval of a metric (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13): the
 * percentiles 2.5 and 97.5 of the metric over resamples of the rows.
 *
 * @param low the lower end
 * @param high the upper end
 * @param standardError the standard deviation of the metric over resamples
 */
public record Interval(double low, double high, double standardError) {
    /** The share of resamples between the ends. */
    public static final double LEVEL = 0.95;

    /**
     * The interval of a metric.
     *
     * @param values one per resample; NaN where the metric is undefined, such as an AUC of one class only
     * @return null if the metric is undefined in more than half of the resamples, or in all but one
     */
    static @Nullable Interval of(double... values) {
        double[] defined = Quantile.sorted(values);
        if (2 * defined.length < values.length || defined.length < 2) {
            return null;
        }
        double tail = (1 - LEVEL) / 2;
        return new Interval(
                Quantile.of(defined, tail), Quantile.of(defined, 1 - tail), Quantile.standardDeviation(defined));
    }
}
