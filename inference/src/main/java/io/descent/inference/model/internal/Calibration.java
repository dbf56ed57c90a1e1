package io.descent.inference.model.internal;

import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.spec.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model does to the outputs of its network before they are predictions. It is learnt after training, on examples
 * that the training did not see.
 *
 * @param temperature T of temperature scaling (Guo et al. 2017, arXiv:1706.04599): the probability of class i is
 *     proportional to p_i^(1/T), which for a softmax network is the softmax of z / T; 1 leaves the probabilities
 * @param threshold of two classes, the second one is predicted if its probability is above; 0.5 for the most probable
 *     class
 * @param intervals the residuals of each label with values; empty if the model has no intervals
 */
public record Calibration(double temperature, double threshold, List<Residuals> intervals) {
    /** Predictions are the outputs of the network. */
    public static final Calibration NONE = new Calibration(1, Calibration.HALF, List.of());

    /** The usual threshold. */
    public static final double HALF = 0.5;

    /** The smallest temperature. A smaller one would make every prediction certain. */
    public static final double COLDEST = 0.05;

    /** The largest temperature. A larger one would make all classes equally probable. */
    public static final double HOTTEST = 20;

    /** The distance from 1 to the next float64: probabilities below count as this, as in the metric log-loss. */
    private static final double EPS = Math.ulp(1.0);

    /** Checks the ranges. */
    public Calibration {
        if (!(temperature >= COLDEST && temperature <= HOTTEST)) {
            throw new IllegalArgumentException(
                    "the temperature is %s; expected %s to %s".formatted(temperature, COLDEST, HOTTEST));
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("the threshold is %s; expected 0 to 1".formatted(threshold));
        }
        intervals = List.copyOf(intervals);
    }

    /** Whether nothing was learnt. */
    public boolean isNone() {
        return temperature == 1 && threshold == HALF && intervals.isEmpty();
    }

    /**
     * The number of members of an average, the first ones, whose own predictions the intervals need; 0 if they need only
     * the prediction of the model.
     */
    public int members() {
        int folds = 0;
        for (int k = 0; k < intervals.size(); k++) { // iterating the list may allocate an iterator
            folds = Math.max(folds, intervals.get(k).folds());
        }
        return folds > 1 ? folds : 0;
    }

    /**
     * Why this cannot be the calibration of a model; null if it can.
     *
     * @param members of an average; 0 for a single network
     */
    @Nullable
    String problem(Schema schema, int members) {
        int classes = schema.classes().size();
        if (classes == 0 && temperature != 1) {
            return "a temperature needs classes, but the model predicts values of " + schema.label();
        }
        if (classes != 2 && threshold != HALF) {
            return "a threshold needs two classes, but the model has " + classes;
        }
        boolean fits = classes == 0 && intervals.size() == schema.labels().size();
        if (!intervals.isEmpty() && !fits) {
            return "intervals need the residuals of every value that a model predicts; this one predicts "
                    + (classes > 0 ? "classes" : schema.label());
        }
        return members() <= members
                ? null
                : "intervals have the residuals of %d folds, but the model has %s; expected at most one fold per network"
                        .formatted(members(), members == 0 ? "a single network" : members + " networks");
    }

    /** A copy with another temperature. */
    public Calibration withTemperature(double value) {
        return new Calibration(value, threshold, intervals);
    }

    /** A copy with another threshold. */
    public Calibration withThreshold(double value) {
        return new Calibration(temperature, value, intervals);
    }

    /**
     * Overwrites the probabilities of an example.
     *
     * @param probabilities one per class, from an index on
     */
    public void apply(double[] probabilities, int from, int classes) {
        if (temperature == 1) {
            return;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = from; k < from + classes; k++) {
            probabilities[k] = log(probabilities[k]) / temperature;
            largest = Math.max(largest, probabilities[k]);
        }
        double sum = 0;
        for (int k = from; k < from + classes; k++) {
            probabilities[k] = StrictMath.exp(probabilities[k] - largest);
            sum += probabilities[k];
        }
        for (int k = from; k < from + classes; k++) {
            probabilities[k] /= sum;
        }
    }

    /** The logarithm of a probability, which counts as 2^-52 if it is smaller. */
    public static double log(double probability) {
        return StrictMath.log(Math.max(EPS, Math.min(1, probability)));
    }

    /**
     * The index of the predicted class: the most probable one, the first of several equally probable ones; of two
     * classes the second if its probability is above the threshold.
     *
     * @param probabilities one per class, calibrated, from an index on
     */
    public int chosen(double[] probabilities, int from, int classes) {
        return threshold != HALF && classes == 2
                ? (probabilities[from + 1] > threshold ? 1 : 0)
                : ChosenClass.of(probabilities, from, classes);
    }
}
