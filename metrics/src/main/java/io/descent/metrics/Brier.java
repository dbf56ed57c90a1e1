package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The Brier score (Brier 1950, "Verification of forecasts expressed in terms of probability"), the squared error of
 * probabilities. Undefined if the weights sum to 0.
 *
 * <p>For two classes, it is the weighted mean of (p - y)^2, where p is the predicted probability of the second class
 * and y is 1 for that class and 0 for the other. From 0 to 1; the same for either class.
 *
 * <p>For more, it is the weighted mean of the sum of (p - y)^2 over the classes, as in Brier's paper. From 0 to 2. So
 * the number for two classes is half of what the sum over both would be.
 *
 * <p>The same number as {@code brier_score_loss} of scikit-learn with {@code scale_by_half="auto"}.
 */
@ServiceProvider(Metric.class)
public record Brier() implements Metric {
    @Override
    public boolean largerIsBetter() {
        return false;
    }

    @Override
    public void check(Labels labels) {
        Accepted.classes(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return Undefined.orNull(WeightedMean.of(predictions, i -> squares(predictions, i)));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return WeightedMean.reweighted(predictions, i -> squares(predictions, i));
    }

    private static double squares(Predictions predictions, int example) {
        int classes = predictions.labels().classes().size();
        double sum = 0;
        for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
            double d = predictions.probability(example, c) - (predictions.label(example) == c ? 1 : 0);
            sum += d * d;
        }
        return sum;
    }
}
