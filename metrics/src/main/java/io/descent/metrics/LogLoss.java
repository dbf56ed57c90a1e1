package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The logarithmic loss, or cross-entropy of the predicted probabilities: sum(-w ln p) / sum(w), where p is the
 * predicted probability of the class of an example. In nats, from 0; ln(classes) for equal probabilities. Unlike the
 * cost of a training, it has no label smoothing, no class weights and no penalties.
 *
 * <p>p is clipped to [eps, 1 - eps], where eps = 2^-52, the distance from 1 to the next float64. So one example costs
 * at most 36.04, and a perfect prediction costs 2.2e-16, not 0. Undefined if the weights sum to 0.
 *
 * <p>The same number as {@code log_loss} of scikit-learn for float64 probabilities.
 */
@ServiceProvider(Metric.class)
public record LogLoss() implements Metric {
    private static final double EPS = Math.ulp(1.0);

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
        return Undefined.orNull(WeightedMean.of(predictions, i -> loss(predictions, i)));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return WeightedMean.reweighted(predictions, i -> loss(predictions, i));
    }

    private static double loss(Predictions predictions, int example) {
        return -StrictMath.log(clipped(predictions.probability(example, (int) predictions.label(example))));
    }

    private static double clipped(double p) {
        return Math.max(EPS, Math.min(1 - EPS, p));
    }
}
