package io.descent.core.calibration.internal;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.core.calibration.ThresholdSpec;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decision threshold that reaches a goal best. Candidates are 0.5 and the midpoints between neighbouring predicted
 * probabilities of the positive class, the second one: between them, no prediction changes. Of several equally good
 * ones, the nearest to 0.5 is taken, of two equally near ones the smaller.
 *
 * @param value the threshold
 * @param goal what it was to reach, in words
 * @param atValue the metric, or the mean cost of an example, at this threshold; null if it is undefined or was not asked
 *     for
 * @param atHalf the same at 0.5
 */
public record Threshold(
        double value,
        String goal,
        @Nullable Double atValue,
        @Nullable Double atHalf) {
    /** How good it is to have predicted weights of examples rightly and wrongly. */
    private interface Score {
        @Nullable
        Double of(double tp, double fp, double fn, double tn);
    }

    /**
     * Chooses a threshold.
     *
     * @param predictions of two classes, calibrated, of examples that the training has not seen
     * @throws InvalidInputException if the metric needs more than the predicted classes
     */
    public static Threshold of(Predictions predictions, ThresholdSpec spec) {
        if (spec.value() != null) {
            return new Threshold(spec.value(), spec.goal(), null, null);
        }
        ThresholdSpec.Costs costs = spec.costs();
        if (costs != null) {
            Threshold found = best(
                    predictions,
                    spec.goal(),
                    (tp, fp, fn, tn) ->
                            -(costs.falsePositive() * fp + costs.falseNegative() * fn) / (tp + fp + fn + tn));
            return new Threshold(found.value, found.goal, negative(found.atValue), negative(found.atHalf));
        }
        Metric metric = spec.maximize();
        if (metric == null) {
            throw new IllegalStateException("no goal");
        }
        return best(
                predictions,
                spec.goal(),
                (tp, fp, fn, tn) -> score(metric, new Counts(predictions.labels(), tp, fp, fn, tn)));
    }

    private static @Nullable Double negative(@Nullable Double score) {
        return score == null ? null : (Double) (0.0 - score);
    }

    private static @Nullable Double score(Metric metric, Counts counts) {
        if (counts.size() == 0) {
            return null;
        }
        try {
            Double score = metric.of(counts);
            return score == null || score.isNaN() ? null : score;
        } catch (NotOfClasses e) {
            throw new InvalidInputException(
                    "calibration.threshold.maximize: %s does not depend on the predicted classes alone; choose a metric such as f1, balanced-accuracy or matthews"
                            .formatted(PluginName.of(metric)));
        } catch (Throwable e) {
            throw PluginFailure.of(metric, null, e);
        }
    }

    private static Threshold best(Predictions predictions, String goal, Score score) {
        Tally tally = new Tally(
                predictions.size(),
                i -> predictions.probability(i, 1),
                i -> predictions.label(i) == 1,
                predictions::weight);
        int n = tally.at.length;
        double[] fn = new double[n + 1]; // weight of the examples before a place
        double[] tn = new double[n + 1];
        double[] tp = new double[n + 1]; // weight of the examples from a place on
        double[] fp = new double[n + 1];
        for (int j = 0; j < n; j++) {
            fn[j + 1] = fn[j] + tally.yes[j];
            tn[j + 1] = tn[j] + tally.no[j];
        }
        for (int j = n - 1; j >= 0; j--) {
            tp[j] = tp[j + 1] + tally.yes[j];
            fp[j] = fp[j + 1] + tally.no[j];
        }
        int half = Arrays.binarySearch(tally.at, Math.nextUp(Calibration.HALF));
        half = half < 0 ? -half - 1 : half;
        double value = Calibration.HALF;
        Double atHalf = score.of(tp[half], fp[half], fn[half], tn[half]);
        Double best = atHalf;
        for (int j = 1; j < n; j++) {
            double middle = middle(tally.at[j - 1], tally.at[j]);
            Double found = score.of(tp[j], fp[j], fn[j], tn[j]);
            if (found != null && (best == null || found > best || (found.equals(best) && isNearer(middle, value)))) {
                best = found;
                value = middle;
            }
        }
        return new Threshold(value, goal, best, atHalf);
    }

    private static boolean isNearer(double threshold, double than) {
        return Math.abs(threshold - Calibration.HALF) < Math.abs(than - Calibration.HALF);
    }

    /** A number that is at least the smaller one and below the larger one. */
    private static double middle(double smaller, double larger) {
        double middle = smaller + (larger - smaller) / 2;
        return middle < larger ? middle : smaller;
    }

    /** A metric asked for a probability. */
    private static final class NotOfClasses extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** True and false positives and negatives as weighted examples. A group without weight is left out. */
    private static final class Counts implements Predictions {
        private final Labels labels;
        private final int[] label = new int[4];
        private final int[] predicted = new int[4];
        private final double[] weight = new double[4];
        private int size;

        Counts(Labels labels, double tp, double fp, double fn, double tn) {
            this.labels = labels;
            add(1, 1, tp);
            add(0, 1, fp);
            add(1, 0, fn);
            add(0, 0, tn);
        }

        private void add(int of, int as, double sum) {
            if (sum > 0) {
                label[size] = of;
                predicted[size] = as;
                weight[size++] = sum;
            }
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public double label(int example) {
            return label[example];
        }

        @Override
        public double weight(int example) {
            return weight[example];
        }

        @Override
        public int predictedClass(int example) {
            return predicted[example];
        }

        @Override
        public double probability(int example, int index) {
            throw new NotOfClasses();
        }

        @Override
        public double value(int example) {
            throw new IllegalStateException("the label is a class; use predictedClass()");
        }

        @Override
        public int outputs() {
            return 2;
        }

        @Override
        public double output(int example, int index) {
            throw new NotOfClasses();
        }
    }
}
