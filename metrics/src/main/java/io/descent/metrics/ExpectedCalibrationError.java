package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The expected calibration error (Guo et al. 2017, arXiv:1706.04599, equation 3): the sum over bins m of (|B_m| / n)
 * |acc(B_m) - conf(B_m)|. The confidence of an example is the probability of its predicted class, and B_m holds the
 * examples whose confidence lies in ((m - 1) / M, m / M], for M bins of equal width. acc(B_m) is the share of correct
 * predictions in the bin, conf(B_m) the mean confidence, |B_m| the number of examples and n the number of all. From 0
 * to 1.
 *
 * <p>Weights count in all of them: |B_m|, n, shares and means. Empty bins add nothing. Undefined if the weights sum to
 * 0. For two classes, the confidence is at least 0.5, so that half of the bins are used; libraries that bin the
 * probability of the positive class instead get other numbers. scikit-learn has no such function.
 */
@ServiceProvider(Metric.class)
public record ExpectedCalibrationError(
        @Hyperparameter(min = 1, help = "number of bins of equal width")
        int bins) implements Metric {
    /** Default: 15 bins, as in the paper. */
    public ExpectedCalibrationError() {
        this(15);
    }

    /** Checks the range. */
    public ExpectedCalibrationError {
        Range.atLeast(1, "bins", bins);
    }

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
        double[] gaps = new double[bins]; // |B_m| (acc(B_m) - conf(B_m))
        double n = 0;
        for (int i = 0; i < predictions.size(); i++) {
            int guess = predictions.predictedClass(i);
            double confidence = predictions.probability(i, guess);
            double w = predictions.weight(i);
            gaps[bin(confidence)] += w * ((guess == predictions.label(i) ? 1 : 0) - confidence);
            n += w;
        }
        double sum = 0;
        for (double gap : gaps) {
            sum += Math.abs(gap);
        }
        return Undefined.orNull(sum / n);
    }

    private int bin(double confidence) {
        // an output activation without a link may give more than 1
        return Math.min(bins - 1, Math.max(0, (int) Math.ceil(confidence * bins) - 1));
    }
}
