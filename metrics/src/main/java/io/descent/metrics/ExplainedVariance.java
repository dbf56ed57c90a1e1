package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The share of the variance of the labels that predictions explain: 1 - Var(y - v) / Var(y), where y is the label, v
 * the predicted value, and Var a weighted variance with the divisor sum(w). At most 1. Unlike {@link R2}, it ignores a
 * constant offset of the predictions.
 *
 * <p>Undefined if all labels are equal, such as for a single example, or if the weights sum to 0; examples of weight 0
 * do not count. Otherwise the same number as {@code explained_variance_score} of scikit-learn, which returns 0, 1 or
 * NaN there.
 */
@ServiceProvider(Metric.class)
public record ExplainedVariance() implements Metric {
    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        Accepted.value(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        double total = Variance.of(predictions, predictions::label);
        if (total == 0) {
            return null;
        }
        double residual = Variance.of(predictions, i -> predictions.label(i) - predictions.value(i));
        return Undefined.orNull(1 - residual / total);
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        double[] labels = WeightedMean.values(predictions, predictions::label);
        double[] errors = WeightedMean.values(predictions, i -> predictions.label(i) - predictions.value(i));
        return weights -> {
            double total = Variance.of(labels, weights);
            return total == 0 ? null : Undefined.orNull(1 - Variance.of(errors, weights) / total);
        };
    }
}
