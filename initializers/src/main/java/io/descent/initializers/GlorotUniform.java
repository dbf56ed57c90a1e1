package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform distribution from -limit to limit with limit = sqrt(6 / (n_in + n_out)), which gives the variance 2 / (n_in +
 * n_out) (Glorot and Bengio 2010, equation 16). A compromise between preserving the variance of activations and that of
 * gradients.
 *
 * <p>n_in and n_out are the numbers of inputs and of units of the layer.
 */
@ServiceProvider(Initializer.class)
public record GlorotUniform() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.uniform(weights, 2.0 / ((double) fan.in() + fan.out()), random);
    }
}
