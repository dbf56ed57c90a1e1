package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and variance 2 / (n_in + n_out) (Glorot and Bengio 2010, equation 12). A compromise
 * between preserving the variance of activations and that of gradients.
 *
 * <p>n_in and n_out are the numbers of inputs and of units of the layer. The distribution is not truncated.
 */
@ServiceProvider(Initializer.class)
public record GlorotNormal() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 2.0 / ((double) fan.in() + fan.out()), random);
    }
}
