package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The share of examples whose class is predicted: sum(w [y = c]) / sum(w), where c is the predicted class and w the
 * weight of an example. From 0 to 1. Undefined if the weights sum to 0.
 *
 * <p>The same number as {@code accuracy_score} of scikit-learn.
 */
@ServiceProvider(Metric.class)
public record Accuracy() implements Metric {
    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        Accepted.classes(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return Undefined.orNull(WeightedMean.of(predictions, i -> correct(predictions, i)));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return WeightedMean.reweighted(predictions, i -> correct(predictions, i));
    }

    private static int correct(Predictions predictions, int example) {
        return predictions.predictedClass(example) == predictions.label(example) ? 1 : 0;
    }
}
