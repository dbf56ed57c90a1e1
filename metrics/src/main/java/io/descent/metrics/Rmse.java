package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The root of the mean squared error: sqrt(sum(w (y - v)^2) / sum(w)), where y is the label, v the predicted value and
 * w the weight of an example. In the units of the label, from 0. Undefined if the weights sum to 0.
 *
 * <p>The same number as {@code root_mean_squared_error} of scikit-learn.
 */
@ServiceProvider(Metric.class)
public record Rmse() implements Metric {
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
        return Undefined.orNull(Math.sqrt(meanSquaredError(predictions)));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        double[] squares = WeightedMean.values(predictions, i -> squaredError(predictions, i));
        return weights -> Undefined.orNull(Math.sqrt(WeightedMean.of(squares, weights)));
    }

    static double meanSquaredError(Predictions predictions) {
        return WeightedMean.of(predictions, i -> squaredError(predictions, i));
    }

    static double squaredError(Predictions predictions, int example) {
        double e = predictions.label(example) - predictions.value(example);
        return e * e;
    }
}
