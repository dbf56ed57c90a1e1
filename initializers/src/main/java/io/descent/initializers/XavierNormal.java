package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and variance 1 / n_in (after Glorot and Bengio 2010, section 4.2.1). For tanh and
 * sigmoid. {@link GlorotNormal}, which other libraries call Xavier, also takes n_out into account.
 *
 * <p>n_in is the number of inputs of the layer. The distribution is not truncated.
 */
@ServiceProvider(Initializer.class)
public record XavierNormal() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 1.0 / fan.in(), random);
    }
}
