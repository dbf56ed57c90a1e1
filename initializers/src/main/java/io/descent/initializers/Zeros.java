package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/** All weights zero: right for a network without hidden layers; with them, the units of a layer stay equal for ever. */
@ServiceProvider(Initializer.class)
public record Zeros() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(0);
    }
}
