package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The coefficient of determination R^2: 1 - sum(w (y - v)^2) / sum(w (y - m)^2), where y is the label, v the predicted
 * value, w the weight of an example and m the weighted mean of the labels. At most 1; 0 for predicting m, negative for
 * predictions that are worse.
 *
 * <p>Undefined if all labels are equal, such as for a single example, or if the weights sum to 0; examples of weight 0
 * do not count. Otherwise the same number as {@code r2_score} of scikit-learn, which returns 0, 1 or NaN there.
 */
@ServiceProvider(Metric.class)
public record R2() implements Metric {
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
        return Undefined.orNull(1 - Rmse.meanSquaredError(predictions) / total);
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        double[] labels = WeightedMean.values(predictions, predictions::label);
        double[] squares = WeightedMean.values(predictions, i -> Rmse.squaredError(predictions, i));
        return weights -> {
            double total = Variance.of(labels, weights);
            return total == 0 ? null : Undefined.orNull(1 - WeightedMean.of(squares, weights) / total);
        };
    }
}
