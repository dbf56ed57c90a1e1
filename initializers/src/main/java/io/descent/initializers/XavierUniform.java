package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform distribution from -limit to limit with limit = sqrt(3 / n_in), which gives the variance 1 / n_in (after
 * Glorot and Bengio 2010, section 4.2.1). For tanh and sigmoid. {@link GlorotUniform}, which other libraries call
 * Xavier, also takes n_out into account.
 *
 * <p>n_in is the number of inputs of the layer.
 */
@ServiceProvider(Initializer.class)
public record XavierUniform() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.uniform(weights, 1.0 / fan.in(), random);
    }
}
