package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The expected calibration error (Guo et al. 2017, arXiv:1706.04599, equation 3): the sum over bins m of (|B_m| / n)
 * |acc(B_m) - conf(B_m)|. The confidence of an example is the probability of its predicted class, and B_m holds the
 * examples whose confidence lies in ((m - 1) / M, m / M], for M bins of equal width. acc(B_m) is the share of correct
 * predictions in the bin, conf(B_m) the mean confidence, |B_m| the number of examples and n the number of all. From 0
 * to 1.
 *
 * <p>Weights count in all of them: |B_m|, n, shares and means. Empty bins add nothing. Undefined if the weights sum to
 * 0. With {@code binning: equal-mass}, the bins hold equal weight instead: the examples of a confidence c, of the weight
 * w, are in the bin floor(M (W + w / 2) / n) from 0, where W is the weight of the examples with smaller confidence.
 *
 * <p>For two classes, the confidence is at least 0.5, so that half of the bins are used; libraries that bin the
 * probability of the positive class instead get other numbers. scikit-learn has no such function.
 */
@ServiceProvider(Metric.class)
public record ExpectedCalibrationError(
        @Hyperparameter(min = 1, help = "number of bins") int bins,

        @Hyperparameter(help = "equal-width divides the range of confidences, equal-mass the examples")
        Binning binning)
        implements Metric {
    /** How confidences are divided into bins. */
    public enum Binning {
        /** Bins of the same width. */
        EQUAL_WIDTH,
        /** Bins of the same weight of examples, as nearly as possible. */
        EQUAL_MASS
    }

    /** Defaults: 15 bins of equal width, as in the paper. */
    public ExpectedCalibrationError() {
        this(15);
    }

    /** Bins of equal width. */
    public ExpectedCalibrationError(int bins) {
        this(bins, Binning.EQUAL_WIDTH);
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
        double[] confidences = new double[predictions.size()];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = predictions.probability(i, predictions.predictedClass(i));
        }
        Masses masses = binning == Binning.EQUAL_MASS ? new Masses(confidences, predictions) : null;
        double[] gaps = new double[bins]; // |B_m| (acc(B_m) - conf(B_m))
        double n = 0;
        for (int i = 0; i < confidences.length; i++) {
            int guess = predictions.predictedClass(i);
            double confidence = confidences[i];
            double w = predictions.weight(i);
            gaps[masses == null ? bin(confidence) : masses.bin(confidence, bins)] +=
                    w * ((guess == predictions.label(i) ? 1 : 0) - confidence);
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

    /** The weight of the examples of each distinct confidence, and of those with smaller ones. */
    private static final class Masses {
        private final double[] sorted;
        private final double[] weight;
        private final double[] below;
        private final double all;

        Masses(double[] confidences, Predictions predictions) {
            sorted = confidences.clone();
            Arrays.sort(sorted);
            weight = new double[sorted.length];
            below = new double[sorted.length];
            for (int i = 0; i < confidences.length; i++) {
                weight[first(confidences[i])] += predictions.weight(i);
            }
            double sum = 0;
            for (int j = 0; j < sorted.length; j++) {
                below[j] = sum;
                sum += weight[j];
            }
            all = sum;
        }

        int bin(double confidence, int bins) {
            int place = first(confidence);
            return Math.min(bins - 1, (int) (bins * (below[place] + weight[place] / 2) / all));
        }

        /** The first of equal confidences. */
        private int first(double confidence) {
            int from = 0;
            int to = sorted.length - 1;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (sorted[middle] < confidence) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }
}
