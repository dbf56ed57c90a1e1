package io.descent.optimizers;

import io.descent.api.Step;
import io.descent.api.Tensor;

/** Division by the learning rate, for optimizers that know where the parameter shall be after the update. */
final class Rate {
    /** The reciprocal of a smaller rate is infinite in float32, or nearly so. */
    private static final double SMALLEST = 1e-30;

    private Rate() {}

    /** Whether an update can move the parameter. */
    static boolean moves(Step step) {
        return step.learningRate() >= SMALLEST;
    }

    /**
     * Turns the point where the parameter shall be after the update into the direction that leads there; zero if the
     * learning rate is too small to move anything.
     *
     * @param target is overwritten
     */
    static Tensor between(Tensor target, Step step) {
        return moves(step) ? target.scale(-1).add(step.parameter()).scale(1 / step.learningRate()) : target.fill(0);
    }
}
