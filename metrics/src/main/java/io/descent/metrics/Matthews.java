package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The Matthews correlation coefficient for any number of classes (Gorodkin 2004, "Comparing two K-category assignments
 * by a K-category correlation coefficient"; for two classes, Matthews 1975): (c s - sum(t_k p_k)) / sqrt((s^2 -
 * sum(p_k^2)) (s^2 - sum(t_k^2))). c is the weight of the correctly predicted examples, s of all examples, t_k of those
 * of class k and p_k of those predicted as class k. From -1 to 1; 0 for a prediction that does not depend on the label.
 *
 * <p>Undefined if all labels or all predictions are of one class, which makes the divisor 0. Otherwise the same number
 * as {@code matthews_corrcoef} of scikit-learn, which returns 0 there.
 */
@ServiceProvider(Metric.class)
public record Matthews() implements Metric {
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
        ClassCounts counts = new ClassCounts(predictions);
        double s = counts.all;
        double covariance = counts.allCorrect * s;
        for (int k = 0; k < counts.labelled.length; k++) {
            covariance -= counts.labelled[k] * counts.predicted[k];
        }
        double correlation = covariance / Math.sqrt(variance(counts.predicted, s) * variance(counts.labelled, s));
        return Undefined.orNull(Math.max(-1, Math.min(1, correlation))); // rounding may go beyond
    }

    /** Returns s^2 - sum(n_k^2) as a sum of products, which is exactly 0 if only one class has weight. */
    private static double variance(double[] n, double s) {
        double variance = 0;
        for (double each : n) {
            variance += each * (s - each);
        }
        return variance;
    }
}
