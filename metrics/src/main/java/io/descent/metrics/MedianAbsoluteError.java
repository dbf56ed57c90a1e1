package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The weighted median of the absolute errors |y - v|, where y is the label and v the predicted value. In the units of
 * the label, from 0. A few examples with huge errors do not change it. Undefined if the weights sum to 0.
 *
 * <p>The weighted median is the error at which the cumulative weight, from the smallest error, passes half of the sum
 * of weights. If the cumulative weight of an error is exactly half (to 1 part in 10^12), it is the mean of that error
 * and the next larger one with a weight above 0. With weights of 1, this is the usual median.
 *
 * <p>The same number as {@code median_absolute_error} of scikit-learn since version 1.8.
 */
@ServiceProvider(Metric.class)
public record MedianAbsoluteError() implements Metric {
    private static final double TOLERANCE = 1e-12;

    @Override
    public boolean largerIsBetter() {
        return false;
    }

    @Override
    public void check(Labels labels) {
        Accepted.value(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return median(ranked(predictions), predictions::weight);
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        Ranking ranking = ranked(predictions);
        return weights -> median(ranking, i -> weights[i]);
    }

    private static Ranking ranked(Predictions predictions) {
        return Ranking.of(predictions.size(), i -> Math.abs(predictions.label(i) - predictions.value(i)));
    }

    private static @Nullable Double median(Ranking ranking, IntToDoubleFunction weight) {
        double[] weights = ranking.weights(weight);
        double all = 0;
        for (double each : weights) {
            all += each;
        }
        return Undefined.orNull((quantile(ranking, weights, all * (0.5 - TOLERANCE))
                        + quantile(ranking, weights, all * (0.5 + TOLERANCE)))
                / 2);
    }

    /** Returns the smallest error whose cumulative weight is above a number. */
    private static double quantile(Ranking ranking, double[] weights, double limit) {
        double cumulative = 0;
        for (int rank = 0; rank < ranking.size(); rank++) {
            cumulative += weights[rank];
            if (cumulative > limit) {
                return ranking.value(rank);
            }
        }
        return Double.NaN;
    }
}
