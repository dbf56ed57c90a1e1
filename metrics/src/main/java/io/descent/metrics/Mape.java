package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The mean absolute percentage error, as a fraction: sum(w |y - v| / |y|) / sum(w), where y is the label, v the
 * predicted value and w the weight of an example. From 0; 0.1 means that predictions are off by 10 percent.
 *
 * <p>Undefined if any example with a weight above 0 has the label 0, or if the weights sum to 0. Otherwise the same
 * number as {@code mean_absolute_percentage_error} of scikit-learn, which divides by 2.2e-16 for the label 0 (and for
 * smaller labels), so that one such example decides its result.
 */
@ServiceProvider(Metric.class)
public record Mape() implements Metric {
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
        double y = predictions.label(example);
        return y == 0 ? Double.NaN : Math.abs((y - predictions.value(example)) / y);
    }
}
