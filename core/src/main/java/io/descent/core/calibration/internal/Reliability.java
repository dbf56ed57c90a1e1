package io.descent.core.calibration.internal;

import io.descent.api.Predictions;
import java.util.ArrayList;
import java.util.List;

/**
 * How often predictions of a confidence are right (DeGroot and Fienberg 1983; Guo et al. 2017, arXiv:1706.04599,
 * section 2). The confidence is the probability of the most probable class. Bins have equal mass: sorted by confidence,
 * each holds the same total weight, as nearly as possible, as equal confidences stay together.
 *
 * @param bins the bins that are not empty, by confidence
 * @param error the expected calibration error: the mean over bins of |observed - predicted|, weighted by their mass. It
 *     is the metric expected-calibration-error with 15 bins of equal mass
 */
public record Reliability(List<Bin> bins, double error) {
    private static final int MOST_BINS = 15;

    /**
     * Predictions of similar confidence.
     *
     * @param predicted their mean confidence
     * @param observed the share of them that is right
     * @param examples their number
     */
    public record Bin(double predicted, double observed, int examples) {}

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /** Measures predictions of classes; a decision threshold does not count. */
    public static Reliability of(Predictions predictions) {
        int[] guesses = new int[predictions.size()];
        for (int i = 0; i < guesses.length; i++) {
            guesses[i] = mostProbable(predictions, i);
        }
        Tally tally = new Tally(
                predictions.size(),
                i -> predictions.probability(i, guesses[i]),
                i -> guesses[i] == (int) predictions.label(i),
                predictions::weight);
        double all = 0;
        for (int j = 0; j < tally.at.length; j++) {
            all += tally.yes[j] + tally.no[j];
        }
        double[] mass = new double[MOST_BINS];
        double[] confidence = new double[MOST_BINS];
        double[] right = new double[MOST_BINS];
        int[] examples = new int[MOST_BINS];
        double before = 0;
        for (int j = 0; j < tally.at.length; j++) {
            double weight = tally.yes[j] + tally.no[j];
            int bin = Math.min(MOST_BINS - 1, (int) (MOST_BINS * (before + weight / 2) / all));
            before += weight;
            mass[bin] += weight;
            confidence[bin] += weight * tally.at[j];
            right[bin] += tally.yes[j];
            examples[bin] += tally.count[j];
        }
        List<Bin> bins = new ArrayList<>();
        double gaps = 0;
        for (int b = 0; b < MOST_BINS; b++) {
            if (mass[b] > 0) {
                bins.add(new Bin(confidence[b] / mass[b], right[b] / mass[b], examples[b]));
                gaps += Math.abs(right[b] - confidence[b]);
            }
        }
        return new Reliability(bins, gaps / all);
    }

    private static int mostProbable(Predictions predictions, int example) {
        int best = 0;
        for (int k = 1; k < predictions.labels().classes().size(); k++) {
            if (predictions.probability(example, k) > predictions.probability(example, best)) {
                best = k;
            }
        }
        return best;
    }

    /** The logarithmic loss: the metric log-loss. */
    public static double logLoss(Predictions predictions) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < predictions.size(); i++) {
            double p = predictions.probability(i, (int) predictions.label(i));
            double eps = Math.ulp(1.0);
            sum += predictions.weight(i) * -StrictMath.log(Math.max(eps, Math.min(1 - eps, p)));
            weights += predictions.weight(i);
        }
        return sum / weights;
    }
}
