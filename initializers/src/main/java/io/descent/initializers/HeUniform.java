package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform distribution from -limit to limit with limit = sqrt(6 / n_in), which gives the variance 2 / n_in of He et al.
 * 2015 (arXiv:1502.01852, equation 10). For relu and its variants.
 *
 * <p>n_in is the number of inputs of the layer.
 */
@ServiceProvider(Initializer.class)
public record HeUniform() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.uniform(weights, 2.0 / fan.in(), random);
    }
}
