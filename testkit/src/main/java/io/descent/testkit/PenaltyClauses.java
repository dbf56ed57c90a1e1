package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.WeightPenalty;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;

/** Clauses for weight penalties. */
final class PenaltyClauses {
    private static final int ROWS = 3;
    private static final int COLUMNS = 4;
    private static final int SIZE = ROWS * COLUMNS;
    private static final double DISTANCE = 6e-6;
    private static final double SCALE = 0.25;

    private final WeightPenalty penalty;

    PenaltyClauses(WeightPenalty penalty) {
        this.penalty = penalty;
    }

    List<Clause> all() {
        return List.of(
                new Clause("is finite, also for zeros and large weights", this::isFinite),
                new Clause("works for biases if biases() is true", this::rows),
                new Clause("is not negative and does not reward large weights", this::grows),
                new Clause("has a derivative that agrees with finite differences", this::derivativeAgrees),
                new Clause("adds scale times its derivative to the gradient", this::adds),
                new Clause("only reads the weights", this::onlyReads),
                new Clause("keeps no state", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause(
                        "may be used by several threads",
                        () -> Numbers.requireThreadSafe(
                                () -> gradient(Precision.FLOAT64, weights(), new double[SIZE], 1))));
    }

    private double[] weights() {
        return weights(1);
    }

    /** Normal weights, scaled up if the penalty is 0 for small ones. */
    private double[] weights(long seed) {
        double[] normal = Numbers.normal(seed, SIZE);
        for (double c : new double[] {1, 10, 100}) {
            double[] weights = scaled(normal, c);
            if (value(Precision.FLOAT64, weights) != 0) {
                return weights;
            }
        }
        return normal; // a penalty with strength 0
    }

    private double value(Precision precision, double... weights) {
        ArrayTensor tensor = Numbers.tensor(precision, ROWS, COLUMNS, weights);
        return penalty.penalty(tensor, ActivationClauses.scratch(tensor));
    }

    private double[] gradient(Precision precision, double[] weights, double[] before, double scale) {
        ArrayTensor tensor = Numbers.tensor(precision, ROWS, COLUMNS, weights);
        ArrayTensor gradient = Numbers.tensor(precision, ROWS, COLUMNS, before);
        penalty.addGradient(tensor, gradient, scale, ActivationClauses.scratch(tensor));
        return Numbers.of(gradient);
    }

    private static double[] scaled(double[] numbers, double c) {
        return Arrays.stream(numbers).map(x -> c * x).toArray();
    }

    private void isFinite() {
        for (Precision precision : Precision.values()) {
            for (double c : new double[] {0, 1, 1e-30, 1e6}) {
                double[] weights = scaled(weights(), c);
                Numbers.requireFinite(
                        new double[] {value(precision, weights)}, "for weights of about %s the penalty".formatted(c));
                Numbers.requireFinite(
                        gradient(precision, weights, new double[SIZE], SCALE),
                        "for weights of about %s the gradient".formatted(c));
            }
        }
    }

    /** Biases are rows. */
    private void rows() {
        if (penalty.biases()) {
            ArrayTensor row = Numbers.tensor(Precision.FLOAT32, 1, SIZE, weights());
            Numbers.requireFinite(
                    new double[] {penalty.penalty(row, ActivationClauses.scratch(row))}, "the penalty of biases");
            ArrayTensor gradient = row.like();
            penalty.addGradient(row, gradient, SCALE, ActivationClauses.scratch(row));
            Numbers.requireFinite(Numbers.of(gradient), "the gradient of biases");
        }
    }

    private void grows() {
        double small = value(Precision.FLOAT64, weights());
        double large = value(Precision.FLOAT64, scaled(weights(), 10));
        if (small < 0 || large < small) {
            fail(
                    "the penalty is %s for some weights and %s for weights ten times as large; it must not reward large weights"
                            .formatted(small, large));
        }
    }

    private void derivativeAgrees() {
        double[] weights = weights();
        double[] actual = gradient(Precision.FLOAT64, weights, new double[SIZE], 1);
        for (int i = 0; i < SIZE; i++) {
            double expected = (changed(i, DISTANCE) - changed(i, -DISTANCE)) / (2 * DISTANCE);
            if (!(Math.abs(actual[i] - expected) <= 1e-6 * Math.max(1, Math.abs(expected)))) {
                fail(
                        "the derivative is wrong: at a weight of %s addGradient adds %s, but finite differences of penalty give %s"
                                .formatted(weights[i], actual[i], expected));
            }
        }
    }

    private double changed(int i, double change) {
        double[] weights = weights();
        weights[i] += change;
        return value(Precision.FLOAT64, weights);
    }

    private void adds() {
        double[] before = Numbers.normal(2, SIZE);
        double[] alone = gradient(Precision.FLOAT64, weights(), new double[SIZE], 1);
        double[] expected = new double[SIZE];
        Arrays.setAll(expected, i -> before[i] + SCALE * alone[i]);
        double distance = Numbers.distance(expected, gradient(Precision.FLOAT64, weights(), before, SCALE));
        if (!(distance < 1e-12)) {
            fail(
                    "with a gradient that is not 0 and scale %s the sum is off by %s, relative to the largest: add scale times the derivative, and overwrite nothing"
                            .formatted(SCALE, distance));
        }
    }

    private void onlyReads() {
        ArrayTensor tensor = Numbers.tensor(Precision.FLOAT64, ROWS, COLUMNS, weights());
        penalty.penalty(tensor, ActivationClauses.scratch(tensor));
        Numbers.requireSame(
                weights(), Numbers.of(tensor), "penalty writes the weights, which only the trainer may change");
        penalty.addGradient(tensor, tensor.like(), 1, ActivationClauses.scratch(tensor));
        Numbers.requireSame(
                weights(), Numbers.of(tensor), "addGradient writes the weights, which only the trainer may change");
    }

    private void isRepeatable() {
        double first = value(Precision.FLOAT64, weights());
        double[] gradient = gradient(Precision.FLOAT64, weights(), new double[SIZE], 1);
        value(Precision.FLOAT64, Numbers.normal(5, SIZE));
        Numbers.requireSame(
                gradient,
                gradient(Precision.FLOAT64, weights(), new double[SIZE], 1),
                "a second call with the same weights gives another gradient: it keeps state");
        Numbers.requireSame(
                new double[] {first},
                new double[] {value(Precision.FLOAT64, weights())},
                "a second call with the same weights gives another penalty: it keeps state");
    }

    private void precisionsAgree() {
        double distance = Numbers.distance(
                new double[] {value(Precision.FLOAT64, weights())}, new double[] {value(Precision.FLOAT32, weights())});
        double back = Numbers.distance(
                gradient(Precision.FLOAT64, weights(), new double[SIZE], 1),
                gradient(Precision.FLOAT32, weights(), new double[SIZE], 1));
        if (!(distance < 1e-4) || !(back < 1e-4)) {
            fail("between float32 and float64 the penalty differs by %s and the gradient by %s, relative to the largest"
                    .formatted(distance, back));
        }
    }

    private void isAccurate() {
        double[] weights = weights(6);
        double value = value(Precision.FLOAT64, weights);
        double nearly = value(Precision.FLOAT64, scaled(weights, 1 + 1e-10));
        if (value != value(Precision.FLOAT64, scaled(weights, 2)) && value == nearly) {
            fail(
                    "in float64, weights larger by a factor of 1 + 1E-10 have a penalty with the same bits: something is rounded to float");
        }
    }
}
