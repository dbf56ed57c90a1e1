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
        return of(WeightedMean.values(predictions, value), WeightedMean.values(predictions, predictions::weight));
    }

    /** Returns the variance of numbers with weights. */
    static double of(double[] values, double[] weights) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (weights[i] > 0) {
                smallest = Math.min(smallest, values[i]);
                largest = Math.max(largest, values[i]);
            }
        }
        if (smallest == largest) {
            return 0;
        }
        double mean = WeightedMean.of(values, weights);
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            double w = weights[i];
            if (w > 0) {
                double d = values[i] - mean;
                sum += w * (d * d);
                all += w;
            }
        }
        return sum / all;
    }
}
