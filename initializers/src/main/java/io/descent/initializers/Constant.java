package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Sets all weights to the same value: w = value. The units of a layer then stay identical. For single weights and
 * experiments.
 */
@ServiceProvider(Initializer.class)
public record Constant(
        @Hyperparameter(min = -1e6, max = 1e6, help = "value of every weight")
        double value) implements Initializer {
    /** Default: value 1. */
    public Constant() {
        this(1);
    }

    /** Checks the range. */
    public Constant {
        if (!(Math.abs(value) <= 1e6)) {
            throw new IllegalArgumentException("value is " + value + "; it must be from -1000000 to 1000000");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(value);
    }
}
