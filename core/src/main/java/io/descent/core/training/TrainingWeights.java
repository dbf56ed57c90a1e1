package io.descent.core.training;

import io.descent.core.data.Examples;
import io.descent.core.experiment.ClassWeights;
import io.descent.inference.problem.InvalidInputException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The weights of the training set: the weight of each example times that of its class. */
final class TrainingWeights {
    private final double sum;
    private final double @Nullable [] relative;

    private TrainingWeights(double sum, double @Nullable [] relative) {
        this.sum = sum;
        this.relative = relative;
    }

    /** The sum of the weights, the m of the penalties. */
    double sum() {
        return sum;
    }

    /** Each weight divided by their mean; null if all are 1. */
    double @Nullable [] relative() {
        return relative;
    }

    /** The weights of a shard. */
    static TrainingWeights of(ShardWeights shard) {
        return new TrainingWeights(shard.sum(), shard.relative());
    }

    /** The weights of some of the examples, which are a shard. */
    ShardWeights of(int[] positions) {
        double[] all = relative;
        return new ShardWeights(
                sum,
                all == null
                        ? null
                        : Arrays.stream(positions).mapToDouble(i -> all[i]).toArray());
    }

    static TrainingWeights of(Examples train, @Nullable ClassWeights classWeights) {
        int m = train.size();
        if (classWeights == null && !train.hasWeights()) {
            return new TrainingWeights(m, null);
        }
        double[] weights = new double[m];
        for (int i = 0; i < m; i++) {
            weights[i] = train.weight(i);
        }
        if (classWeights != null) {
            double[] totals = new double[train.schema().classes().size()];
            for (int i = 0; i < m; i++) {
                totals[(int) train.label(i)] += weights[i];
            }
            double[] ofClass = classWeights.weights(train.schema().classes(), totals);
            for (int i = 0; i < m; i++) {
                weights[i] *= ofClass[(int) train.label(i)];
            }
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new InvalidInputException(
                    "all %d training examples have weight 0; at least one needs a positive weight".formatted(m));
        }
        double mean = sum / m;
        for (int i = 0; i < m; i++) {
            weights[i] /= mean;
        }
        return new TrainingWeights(sum, weights);
    }
}
