package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and variance 2 / n_in (He et al. 2015, arXiv:1502.01852, equation 10). For relu and
 * its variants.
 *
 * <p>n_in is the number of inputs of the layer. The distribution is not truncated.
 */
@ServiceProvider(Initializer.class)
public record HeNormal() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 2.0 / fan.in(), random);
    }
}
