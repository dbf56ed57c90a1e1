package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * All weights alike: the units of a layer stay equal for ever. For single weights and experiments.
 */
@ServiceProvider(Initializer.class)
public record Constant(
        @Hyperparameter(help = "of every weight") double value) implements Initializer {
    /** One. */
    public Constant() {
        this(1);
    }

    /** Checks that it is finite. */
    public Constant {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is " + value + "; it must be finite");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(value);
    }
}
