package io.descent.core.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set and what was predicted for it: all that intervals of metrics are computed from. The predictions may come
 * from several models, such as those of folds.
 *
 * @param byValue the predictions of each value of the label; one for classes
 * @param names the names of the values of the label
 * @param costs the loss of each example; null if it is unknown
 * @param groups the group of each example, counted from 0; null if each example is its own
 */
@SuppressWarnings("ArrayRecordComponent") // one number per example; nobody compares sets
public record PredictedSet(
        List<PredictedExamples> byValue, List<String> names, double @Nullable [] costs, int @Nullable [] groups) {
    /** Copies the lists, not the arrays. */
    public PredictedSet {
        byValue = List.copyOf(byValue);
        names = List.copyOf(names);
        int size = byValue.get(0).size();
        if ((costs != null && costs.length != size) || (groups != null && groups.length != size)) {
            throw new IllegalArgumentException("expected a cost and a group for each of %d examples".formatted(size));
        }
    }

    /** Predictions of a class or of one value. */
    public static PredictedSet of(PredictedExamples predictions, int @Nullable [] groups) {
        return new PredictedSet(List.of(predictions), List.of("label"), null, groups);
    }

    /** Number of examples. */
    public int size() {
        return byValue.get(0).size();
    }

    /** The weight of an example. */
    double weight(int example) {
        return byValue.get(0).weight(example);
    }

    /** Whether another set has the same number of examples with the same labels, weights and groups. */
    public boolean isOfTheRowsOf(PredictedSet other) {
        if (size() != other.size() || byValue.size() != other.byValue.size()) {
            return false;
        }
        for (int k = 0; k < byValue.size(); k++) {
            PredictedExamples one = byValue.get(k);
            PredictedExamples two = other.byValue.get(k);
            for (int i = 0; i < size(); i++) {
                if (one.label(i) != two.label(i) || one.weight(i) != two.weight(i)) {
                    return false;
                }
            }
        }
        return Arrays.equals(groups, other.groups);
    }
}
