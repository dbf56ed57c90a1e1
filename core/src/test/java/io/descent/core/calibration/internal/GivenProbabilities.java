package io.descent.core.calibration.internal;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import java.util.List;
import java.util.stream.IntStream;

/** Predictions of classes that a test writes down. */
final class GivenProbabilities implements Predictions {
    private final double[][] probabilities;
    private final int[] labelOf;
    private final double[] weights;

    GivenProbabilities(double[][] probabilities, int[] labelOf, double[] weights) {
        this.probabilities = probabilities;
        this.labelOf = labelOf;
        this.weights = weights;
    }

    static GivenProbabilities of(double[][] probabilities, int... labels) {
        return new GivenProbabilities(
                probabilities, labels, IntStream.of(labels).mapToDouble(i -> 1).toArray());
    }

    /** Two classes, by the probability of the second. */
    static GivenProbabilities ofTwo(double[] second, int... labels) {
        double[][] rows = new double[second.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[] {1 - second[i], second[i]};
        }
        return of(rows, labels);
    }

    @Override
    public Labels labels() {
        return new Labels() {
            @Override
            public List<String> classes() {
                return IntStream.range(0, outputs()).mapToObj(k -> "c" + k).toList();
            }

            @Override
            public int columns() {
                return 1;
            }

            @Override
            public double smallest() {
                return 0;
            }

            @Override
            public double largest() {
                return outputs() - 1;
            }
        };
    }

    @Override
    public int size() {
        return labelOf.length;
    }

    @Override
    public double label(int example) {
        return labelOf[example];
    }

    @Override
    public double weight(int example) {
        return weights[example];
    }

    @Override
    public int predictedClass(int example) {
        int best = 0;
        for (int k = 1; k < outputs(); k++) {
            best = probabilities[example][k] > probabilities[example][best] ? k : best;
        }
        return best;
    }

    @Override
    public double probability(int example, int index) {
        return probabilities[example][index];
    }

    @Override
    public double value(int example) {
        throw new IllegalStateException();
    }

    @Override
    public int outputs() {
        return probabilities[0].length;
    }

    @Override
    public double output(int example, int index) {
        return probability(example, index);
    }
}
