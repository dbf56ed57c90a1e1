package io.descent.metrics;

import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The weighted mean sum(w v) / sum(w), summed in order; NaN if the weights sum to 0. */
final class WeightedMean {
    private WeightedMean() {}

    /** Returns the mean of a number of each example. An example of weight 0 is not asked for its number. */
    static double of(Predictions predictions, IntToDoubleFunction value) {
        return of(predictions.size(), value, predictions::weight);
    }

    /** Returns the mean of a number of each example as a function of the weights. Each number is computed once. */
    static Reweighted reweighted(Predictions predictions, IntToDoubleFunction value) {
        double[] values = values(predictions, value);
        return weights -> Undefined.orNull(of(values, weights));
    }

    /** Returns a number of each example. */
    static double[] values(Predictions predictions, IntToDoubleFunction value) {
        double[] values = new double[predictions.size()];
        Arrays.setAll(values, value);
        return values;
    }

    /** Returns the mean of numbers with weights, to the bit like the other methods. */
    static double of(double[] values, double[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            double w = weights[i];
            if (w > 0) {
                sum += w * values[i];
                all += w;
            }
        }
        return sum / all;
    }

    /**
     * Returns the mean over classes of a score of each. Classes whose score is NaN are left out, as if their weight
     * were 0.
     */
    static double ofDefined(double[] scores, IntToDoubleFunction weight) {
        return of(scores.length, c -> scores[c], c -> Double.isNaN(scores[c]) ? 0 : weight.applyAsDouble(c));
    }

    private static double of(int size, IntToDoubleFunction value, IntToDoubleFunction weight) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < size; i++) {
            double w = weight.applyAsDouble(i);
            if (w > 0) {
                sum += w * value.applyAsDouble(i);
                weights += w;
            }
        }
        return sum / weights;
    }
}
