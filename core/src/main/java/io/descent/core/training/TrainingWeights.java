package io.descent.core.training;

import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.experiment.ClassWeights;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import java.io.Serializable;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The weights of the training set: the weight of each example times that of its class. For Descent's own modules.
 *
 * @param sum the sum of the weights, the m of the penalties
 * @param mean their mean
 * @param ofClass the weight of each class; null if classes have none
 * @param isPlain whether all weights are 1
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record TrainingWeights(double sum, double mean, double @Nullable [] ofClass, boolean isPlain)
        implements Serializable {
    /** Weights of 1 of one example. */
    static final TrainingWeights PLAIN = new TrainingWeights(1, 1, null, true);

    /**
     * Adds up the weights.
     *
     * @throws InvalidInputException if all are 0
     */
    static TrainingWeights of(Examples train, @Nullable ClassWeights classWeights) {
        return of(train.size(), train.hasWeights(), train::weight, train::label, train.schema(), classWeights);
    }

    /**
     * Adds up the weights of examples whose inputs are not known.
     *
     * @throws InvalidInputException if all are 0
     */
    public static TrainingWeights of(RawExamples train, @Nullable ClassWeights classWeights) {
        return of(train.size(), train.hasWeights(), train::weight, train::label, train.schema(), classWeights);
    }

    private static TrainingWeights of(
            int m,
            boolean hasWeights,
            IntToDoubleFunction weight,
            IntToDoubleFunction label,
            Schema schema,
            @Nullable ClassWeights classWeights) {
        if (classWeights == null && !hasWeights) {
            return new TrainingWeights(m, 1, null, true);
        }
        double[] ofClass = null;
        if (classWeights != null) {
            double[] totals = new double[schema.classes().size()];
            for (int i = 0; i < m; i++) {
                totals[(int) label.applyAsDouble(i)] += weight.applyAsDouble(i);
            }
            ofClass = classWeights.weights(schema.classes(), totals);
        }
        double sum = 0;
        for (int i = 0; i < m; i++) {
            double own = weight.applyAsDouble(i);
            sum += ofClass == null ? own : own * ofClass[(int) label.applyAsDouble(i)];
        }
        if (!(sum > 0)) {
            throw new InvalidInputException(
                    "all %d training examples have weight 0; at least one needs a positive weight".formatted(m));
        }
        return new TrainingWeights(sum, sum / m, ofClass, false);
    }

    /** The weight of each of some examples, divided by the mean over the training set; null if all are 1. */
    double @Nullable [] relative(Examples some) {
        if (isPlain) {
            return null;
        }
        double[] weights = new double[some.size()];
        for (int i = 0; i < weights.length; i++) {
            double own = some.weight(i);
            weights[i] = (ofClass == null ? own : own * ofClass[(int) some.label(i)]) / mean;
        }
        return weights;
    }
}
