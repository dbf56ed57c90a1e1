package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.Tensor;
import io.descent.api.WeightMask;
import io.descent.core.network.internal.FirstStep;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Clauses for masks of activations and of weights. */
final class MaskClauses {
    /** Overwrites a mask. */
    private interface Fill {
        void fill(Tensor mask, RandomGenerator random, Progress progress);
    }

    private static final int ROWS = 2000;
    private static final int MANY_ROWS = 40_000;
    private static final int COLUMNS = 50;
    private static final double SIGMAS = 6;

    private final Fill mask;
    private final boolean ofWeights;

    MaskClauses(ActivationMask mask) {
        this.mask = mask::fill;
        ofWeights = false;
    }

    MaskClauses(WeightMask mask) {
        this.mask = mask::fill;
        ofWeights = true;
    }

    List<Clause> all() {
        List<Clause> clauses = new ArrayList<>(List.of(
                new Clause("sets every factor to a finite number", this::setsAll),
                new Clause("has mean 1, so that prediction needs no mask", this::hasMeanOne),
                new Clause("depends only on its random stream", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause(
                        "may be used by several threads",
                        () -> Numbers.requireThreadSafe(() -> fill(Precision.FLOAT64, 20, Numbers.random(5))))));
        if (!ofWeights) { // whose rows are units, and may be dropped together
            clauses.add(new Clause("has mean 1 for every unit", this::hasMeanOneByUnit));
            clauses.add(new Clause("gives every example its own mask", this::differs));
        }
        return clauses;
    }

    private double[] fill(Precision precision, int rows, RandomGenerator random) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, rows, COLUMNS);
        tensor.fill(Double.NaN);
        mask.fill(tensor, random, FirstStep.PROGRESS);
        return Numbers.of(tensor);
    }

    private void setsAll() {
        for (Precision precision : Precision.values()) {
            for (int rows : new int[] {1, 7}) {
                Numbers.requireFinite(fill(precision, rows, Numbers.random(1)), "a factor (NaN where fill sets none)");
            }
        }
    }

    private void hasMeanOne() {
        requireMeanOne(fill(Precision.FLOAT64, MANY_ROWS, Numbers.random(2)), "all factors");
    }

    private void hasMeanOneByUnit() {
        double[] all = fill(Precision.FLOAT64, ROWS, Numbers.random(3));
        for (int unit = 0; unit < COLUMNS; unit++) {
            double[] factors = new double[ROWS];
            int column = unit;
            Arrays.setAll(factors, row -> all[row * COLUMNS + column]);
            requireMeanOne(factors, "the factors of unit " + unit);
        }
    }

    private static void requireMeanOne(double[] factors, String what) {
        double mean = Arrays.stream(factors).average().orElseThrow();
        double variance =
                Arrays.stream(factors).map(x -> (x - mean) * (x - mean)).sum() / factors.length;
        double error = Math.sqrt(variance / factors.length);
        if (Math.abs(mean - 1) > Math.max(SIGMAS * error, 1e-6)) {
            fail("the mean of %s is %.4f, not 1: divide by keep-prob, so that training and prediction agree"
                    .formatted(what, mean));
        }
    }

    private void differs() {
        double[] all = fill(Precision.FLOAT64, 20, Numbers.random(4));
        double[] first = Arrays.copyOf(all, COLUMNS);
        boolean same = true;
        for (int row = 1; row < 20; row++) {
            same &= Arrays.equals(first, Arrays.copyOfRange(all, row * COLUMNS, (row + 1) * COLUMNS));
        }
        if (same && Arrays.stream(first).distinct().count() > 1) {
            fail("all examples of a batch have the same mask: draw every factor separately");
        }
    }

    private void isRepeatable() {
        double[] first = fill(Precision.FLOAT64, 10, Numbers.random(6));
        double[] other = fill(Precision.FLOAT64, 3, Numbers.random(7));
        if (Arrays.stream(other).distinct().count() > 1
                && Arrays.equals(other, fill(Precision.FLOAT64, 3, Numbers.random(8)))) {
            fail("another stream gives the same mask: draw from the given stream only");
        }
        Numbers.requireSame(
                first,
                fill(Precision.FLOAT64, 10, Numbers.random(6)),
                "the same stream gives a different mask: draw from the given stream only and keep no state");
    }

    private void precisionsAgree() {
        double distance = Numbers.distance(
                fill(Precision.FLOAT64, 10, Numbers.random(8)), fill(Precision.FLOAT32, 10, Numbers.random(8)));
        if (!(distance < 1e-4)) {
            fail("between float32 and float64 the factors differ by %s, relative to the largest".formatted(distance));
        }
    }
}
