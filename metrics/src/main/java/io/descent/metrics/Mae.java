package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The mean absolute error: sum(w |y - v|) / sum(w), where y is the label, v the predicted value and w the weight of an
 * example. In the units of the label, from 0. Undefined if the weights sum to 0.
 *
 * <p>The same number as {@code mean_absolute_error} of scikit-learn.
 */
@ServiceProvider(Metric.class)
public record Mae() implements Metric {
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
        return Undefined.orNull(WeightedMean.of(predictions, i -> error(predictions, i)));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return WeightedMean.reweighted(predictions, i -> error(predictions, i));
    }

    private static double error(Predictions predictions, int example) {
        return Math.abs(predictions.label(example) - predictions.value(example));
    }
}
