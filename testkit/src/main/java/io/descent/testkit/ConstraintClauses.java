package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.WeightConstraint;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;

/** Clauses for constraints on weights. */
final class ConstraintClauses {
    private static final int ROWS = 20;
    private static final int COLUMNS = 30;

    /** Sizes of weights; the squares of the smallest are 0 in float32. */
    private static final double[] SIZES = {1e-30, 1e-3, 1, 100, 1e15};

    private final WeightConstraint constraint;

    ConstraintClauses(WeightConstraint constraint) {
        this.constraint = constraint;
    }

    List<Clause> all() {
        return List.of(
                new Clause("keeps weights finite", this::staysFinite),
                new Clause("leaves weights alone that it has moved", this::isIdempotent),
                new Clause("depends only on the weights", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause(
                        "may be used by several threads",
                        () -> Numbers.requireThreadSafe(() -> project(Precision.FLOAT64, weights(1)))));
    }

    private static double[] weights(double size) {
        double[] weights = Numbers.normal(1, ROWS * COLUMNS);
        Arrays.setAll(weights, i -> (float) (size * weights[i]));
        return weights;
    }

    private double[] project(Precision precision, double... weights) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        for (int i = 0; i < weights.length; i++) {
            tensor.set(i / COLUMNS, i % COLUMNS, weights[i]);
        }
        ArrayTensor[] memory = new ArrayTensor[64];
        constraint.project(tensor, index -> {
            ActivationClauses.requireSmall(index);
            if (memory[index] == null) {
                memory[index] = ArrayTensor.zeros(precision, ROWS, COLUMNS);
                memory[index].fill(Double.NaN);
            }
            return memory[index];
        });
        return Numbers.of(tensor);
    }

    private void staysFinite() {
        for (Precision precision : Precision.values()) {
            Numbers.requireFinite(
                    project(precision, new double[ROWS * COLUMNS]),
                    "(scratch holds NaN at first) for weights of 0 a weight");
            for (double size : SIZES) {
                Numbers.requireFinite(
                        project(precision, weights(size)),
                        "(scratch holds NaN at first) for weights of about %s in %s a weight"
                                .formatted(size, precision));
            }
        }
    }

    private void isIdempotent() {
        for (double size : SIZES) {
            double[] once = project(Precision.FLOAT64, weights(size));
            double distance = Numbers.distance(once, project(Precision.FLOAT64, once));
            if (!(distance < 1e-9)) {
                fail(
                        "for weights of about %s a second call moves the weights again, by %s of the largest: after a call they must lie in the set"
                                .formatted(size, distance));
            }
        }
    }

    private void isRepeatable() {
        Numbers.requireSame(
                project(Precision.FLOAT64, weights(100)),
                project(Precision.FLOAT64, weights(100)),
                "the same weights are moved to another place in a second call: keep no state");
    }

    private void precisionsAgree() {
        for (double size : new double[] {1e-3, 1, 100}) {
            double distance = Numbers.distance(
                    project(Precision.FLOAT64, weights(size)), project(Precision.FLOAT32, weights(size)));
            if (!(distance < 1e-4)) {
                fail("between float32 and float64 the weights differ by %s, relative to the largest"
                        .formatted(distance));
            }
        }
    }

    private void isAccurate() {
        double[] weights = Numbers.normal(1, ROWS * COLUMNS);
        for (double size : new double[] {1e-3, 1, 100}) {
            double[] scaled = Arrays.stream(weights).map(w -> size * w).toArray();
            if (Numbers.areRounded(project(Precision.FLOAT64, scaled))) {
                fail("in float64 all weights are float32 numbers afterwards: something is rounded to float");
            }
        }
    }
}
