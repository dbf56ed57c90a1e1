package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Sets all weights to 0: w = 0. Suitable for a network without hidden layers; the units of a hidden layer would stay
 * identical.
 */
@ServiceProvider(Initializer.class)
public record Zeros() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(0);
    }
}
