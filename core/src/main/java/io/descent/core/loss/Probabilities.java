package io.descent.core.loss;

import io.descent.inference.problem.InvalidInputException;

/** Checks and bounds the probabilities that a custom output activation gives to a cross-entropy. */
final class Probabilities {
    /** Keeps logarithms finite when an activation has saturated. */
    private static final double SMALLEST = 1e-7;

    private Probabilities() {}

    static double require(double a, String loss) {
        if (a < 0 || a > 1) {
            throw new InvalidInputException(
                    "network.output.activation gave %s, but the loss %s needs a probability from 0 to 1"
                            .formatted(a, loss));
        }
        return Math.min(Math.max(a, SMALLEST), 1 - SMALLEST);
    }
}
