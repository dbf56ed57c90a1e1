package io.descent.core.training;

import io.descent.core.metrics.Evaluation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well the members of an average predict rows that they were not trained on.
 *
 * @param k number of folds
 * @param repeats number of divisions of the training set
 * @param members the networks, fold by fold, the first division first
 * @param mean the mean of each metric over the members; members for which it is undefined do not count
 * @param standardDeviation the standard deviation of each metric over these members (divisor n - 1); null for fewer than two
 * @param pooled the metrics of all held-out predictions together. With several divisions, the prediction for a row is the
 *     mean over them
 * @param heldOut one per row that is held out at all, by row
 */
public record FoldResults(
        int k,
        int repeats,
        List<Member> members,
        Map<String, @Nullable Double> mean,
        Map<String, @Nullable Double> standardDeviation,
        Evaluation pooled,
        List<HeldOut> heldOut) {
    /**
     * One of the networks.
     *
     * @param seed of its random numbers
     * @param repeat number of its division, from 0
     * @param fold number of its fold, from 0
     * @param examples number of rows that it was trained on
     * @param heldOut its metrics of the rows that are held out
     */
    public record Member(long seed, int repeat, int fold, int examples, Evaluation heldOut) {}

    /**
     * What the networks predict for a row of the training set that they were not trained on.
     *
     * @param row position in the training set
     * @param fold number of the part of the first division in which the row is held out, from 0; the member of this
     *     number was not trained on it
     * @param outputs the probability of each class, or the values in the units of the label; the mean over the divisions
     * @param label the index of the class, or the values
     * @param weight of the row
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record HeldOut(int row, int fold, double[] outputs, double[] label, double weight) {}

    /** Copies lists and maps. */
    public FoldResults {
        members = List.copyOf(members);
        mean = Collections.unmodifiableMap(new LinkedHashMap<>(mean));
        standardDeviation = Collections.unmodifiableMap(new LinkedHashMap<>(standardDeviation));
        heldOut = List.copyOf(heldOut);
    }

    /** The mean of each metric over the evaluations in which it is defined; null where it is in none. */
    static Map<String, @Nullable Double> mean(List<Evaluation> evaluations) {
        Map<String, @Nullable Double> means = new LinkedHashMap<>();
        defined(evaluations).forEach((name, values) -> means.put(name, meanOf(values)));
        return means;
    }

    private static @Nullable Double meanOf(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.isEmpty() ? null : (Double) (sum / values.size());
    }

    /** The standard deviation of each metric over the evaluations in which it is defined. */
    static Map<String, @Nullable Double> standardDeviation(List<Evaluation> evaluations) {
        Map<String, @Nullable Double> deviations = new LinkedHashMap<>();
        defined(evaluations).forEach((name, values) -> {
            Double mean = meanOf(values);
            if (mean == null || values.size() < 2) {
                deviations.put(name, null);
                return;
            }
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            deviations.put(name, Math.sqrt(squares / (values.size() - 1)));
        });
        return deviations;
    }

    private static Map<String, List<Double>> defined(List<Evaluation> evaluations) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (Evaluation each : evaluations) {
            each.values().forEach((name, value) -> {
                List<Double> values = all.computeIfAbsent(name, key -> new ArrayList<>());
                if (value != null) {
                    values.add(value);
                }
            });
        }
        return all;
    }
}
