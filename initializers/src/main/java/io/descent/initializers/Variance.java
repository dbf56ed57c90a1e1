package io.descent.initializers;

import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/** Fills weights with random numbers of mean 0 and a given variance. */
final class Variance {
    private Variance() {}

    static void normal(Tensor weights, double variance, RandomGenerator random) {
        weights.fill(random::nextGaussian).scale(Math.sqrt(variance));
    }

    /** Uniform from -sqrt(3 variance) to sqrt(3 variance). */
    static void uniform(Tensor weights, double variance, RandomGenerator random) {
        double limit = Math.sqrt(3 * variance);
        weights.fill(() -> limit * (2 * random.nextDouble() - 1));
    }
}
