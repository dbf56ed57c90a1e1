package io.descent.losses;

import io.descent.api.Tensor;

/** Checks and bounds the probabilities that an output activation without a link gives to a loss. */
final class Probabilities {
    /** Keeps logarithms and quotients finite when an activation has saturated. */
    private static final double SMALLEST = 1e-7;

    private Probabilities() {}

    /** Returns a probability moved into [1e-7, 1 - 1e-7]; NaN stays NaN. */
    static double bounded(double a) {
        if (a < 0 || a > 1) {
            throw new IllegalArgumentException(
                    "needs probabilities from 0 to 1 from the output activation, but it gave " + a);
        }
        return Math.min(Math.max(a, SMALLEST), 1 - SMALLEST);
    }

    /** Sets every element of {@code p} to the bounded probability in {@code a}, and returns {@code p}. */
    static Tensor bounded(Tensor a, Tensor p) {
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                p.set(i, j, bounded(a.get(i, j)));
            }
        }
        return p;
    }
}
