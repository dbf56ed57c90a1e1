package io.descent.core.metrics;

import org.jspecify.annotations.Nullable;

/**
 * A metric that decides something: when to stop, or which trial is best.
 *
 * @param name the metric
 * @param largerIsBetter its direction
 */
public record WatchedMetric(MetricName name, boolean largerIsBetter) {
    /** Whether a value is better than another. A value that is not finite never is. */
    public boolean isBetter(double value, double than) {
        return Double.isFinite(value) && (largerIsBetter ? value > than : value < than);
    }

    /** The worst possible value: every finite value is better. */
    public double worst() {
        return largerIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** The value improved by an amount. */
    public double better(double value, double amount) {
        return largerIsBetter ? value + amount : value - amount;
    }

    /**
     * The value in an epoch; null if the dev set was not evaluated, or the metric is undefined.
     *
     * @param trainCost cost of the training set, measured while training
     */
    public @Nullable Double of(double trainCost, @Nullable Evaluation dev) {
        if (!name.isOfDevSet()) {
            return trainCost;
        }
        return dev == null ? null : dev.values().get(name.name());
    }
}
