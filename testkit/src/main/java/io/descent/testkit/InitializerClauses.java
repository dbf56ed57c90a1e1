package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Clauses for initializers. */
final class InitializerClauses {
    private static final int NARROW = 64;
    private static final int WIDE = 256;
    private static final double SIGMAS = 6;

    /** The largest variance times n_in. Sparse initialisation (Martens 2010) has 15: 15 weights of variance 1 per unit. */
    private static final double LARGEST = 16;

    private final Initializer initializer;

    InitializerClauses(Initializer initializer) {
        this.initializer = initializer;
    }

    List<Clause> all() {
        return List.of(
                new Clause("sets every weight to a finite number", this::setsAll),
                new Clause("gives units different weights with mean 0, unless all weights are equal", this::differs),
                new Clause("has a variance that suits the number of inputs", this::varianceFitsFan),
                new Clause("depends only on its random stream", this::isRepeatable),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause("may be used by several threads", () -> Numbers.requireThreadSafe(() -> fill(40, 30, 5))));
    }

    private double[] fill(int units, int inputs, long seed) {
        return fill(Precision.FLOAT64, units, inputs, Numbers.random(seed));
    }

    private double[] fill(Precision precision, int units, int inputs, RandomGenerator random) {
        ArrayTensor weights = ArrayTensor.zeros(precision, units, inputs);
        weights.fill(Double.NaN);
        initializer.fill(weights, new Fan(inputs, units), random);
        return Numbers.of(weights);
    }

    private void setsAll() {
        for (Precision precision : Precision.values()) {
            for (int units : new int[] {1, 3, 20}) {
                for (int inputs : new int[] {1, 3, 20}) {
                    Numbers.requireFinite(
                            fill(precision, units, inputs, Numbers.random(1)),
                            "for %d units and %d inputs a weight (NaN where fill sets none)".formatted(units, inputs));
                }
            }
        }
    }

    private static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().orElseThrow();
    }

    private static double variance(double[] numbers) {
        double mean = mean(numbers);
        return Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).sum() / numbers.length;
    }

    private void differs() {
        double[] weights = fill(NARROW, WIDE, 3);
        if (variance(weights) == 0) {
            return;
        }
        for (int unit = 1; unit < NARROW; unit++) {
            if (Arrays.equals(weights, 0, WIDE, weights, unit * WIDE, (unit + 1) * WIDE)) {
                fail("units 0 and %d have the same weights: they would learn the same".formatted(unit));
            }
        }
        double error = Math.sqrt(variance(weights) / weights.length);
        boolean sparse = Arrays.stream(weights).filter(x -> x != 0).count() <= NARROW; // such as an identity matrix
        if (!sparse && Math.abs(mean(weights)) > SIGMAS * error) {
            fail("the mean of %d weights is %s, %.0f standard errors from 0: units would start alike"
                    .formatted(weights.length, mean(weights), Math.abs(mean(weights)) / error));
        }
    }

    /** Uses square layers, where formulas with n_in, n_out or both agree. */
    private void varianceFitsFan() {
        double narrow = variance(fill(NARROW, NARROW, 4));
        double wide = variance(fill(WIDE, WIDE, 4));
        if (narrow == 0) {
            return;
        }
        double swapped = variance(fill(NARROW, WIDE, 4)) * WIDE;
        double square = wide * WIDE;
        if (swapped > 3 * square) {
            fail(
                    "with %d units and %d inputs the variance is %.1f / n_in, but in a square layer it is %.1f / n_in: are in() and out() swapped?"
                            .formatted(NARROW, WIDE, swapped, square));
        }
        double power = StrictMath.log(wide / narrow) / StrictMath.log((double) WIDE / NARROW);
        if (power > 0.1) {
            fail("the variance grows with the number of inputs, as n_in^%.2f: divide by n_in".formatted(power));
        }
        if (power < -1.25) {
            fail(
                    "the variance falls with the number of inputs as n_in^%.2f, faster than 1 / n_in: is a square root missing?"
                            .formatted(power));
        }
        if (power < -0.75 && wide * WIDE > LARGEST) {
            fail("the variance is %.1f / n_in; above %.0f / n_in activations grow from layer to layer"
                    .formatted(wide * WIDE, LARGEST));
        }
    }

    private void isRepeatable() {
        double[] first = fill(10, 12, 6);
        double[] other = fill(3, 5, 7);
        boolean isDrawn = Arrays.stream(other).distinct().count() > 2;
        if (isDrawn && Arrays.equals(other, fill(3, 5, 8))) {
            fail("another stream gives the same weights: draw from the given stream only");
        }
        Numbers.requireSame(
                first,
                fill(10, 12, 6),
                "the same stream gives different weights: draw from the given stream only and keep no state");
    }

    private void precisionsAgree() {
        double distance = Numbers.distance(
                fill(Precision.FLOAT64, 20, 30, Numbers.random(8)), fill(Precision.FLOAT32, 20, 30, Numbers.random(8)));
        if (!(distance < 1e-4)) {
            fail("between float32 and float64 the weights differ by %s, relative to the largest".formatted(distance));
        }
    }

    private void isAccurate() {
        if (Numbers.areRounded(fill(20, 30, 9))) {
            fail("in float64 all weights are float32 numbers: something is rounded to float");
        }
    }
}
