package io.descent.metrics;

import io.descent.api.Predictions;
import java.util.function.IntToDoubleFunction;

/** The weighted variance sum(w (v - mean)^2) / sum(w). */
final class Variance {
    private Variance() {}

    /**
     * Returns the variance of a number of each example; NaN if the weights sum to 0. It is exactly 0 if the numbers are
     * equal: rounding of the mean would leave a tiny variance, by which nobody may divide.
     */
    static double of(Predictions predictions, IntToDoubleFunction value) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < predictions.size(); i++) {
            if (predictions.weight(i) > 0) {
                smallest = Math.min(smallest, value.applyAsDouble(i));
                largest = Math.max(largest, value.applyAsDouble(i));
            }
        }
        if (smallest == largest) {
            return 0;
        }
        double mean = WeightedMean.of(predictions, value);
        return WeightedMean.of(predictions, i -> {
            double d = value.applyAsDouble(i) - mean;
            return d * d;
        });
    }
}
