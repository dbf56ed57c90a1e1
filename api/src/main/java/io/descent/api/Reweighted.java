package io.descent.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Metric} of fixed labels and predictions, as a function of the weights of the examples. It is called about a
 * thousand times for a bootstrap interval, with the number of times that each example was drawn. For use by one thread
 * at a time.
 */
public interface Reweighted {
    /**
     * Returns the metric; null if it is undefined.
     *
     * @param weights one per example, not negative; they replace {@link Predictions#weight}. Valid only during the call
     */
    @Nullable
    Double of(double[] weights);
}
