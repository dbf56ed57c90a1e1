package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and variance 1 / n_in (LeCun et al. 1998, "Efficient BackProp", equation 16). For
 * selu. Gives the same numbers as {@link XavierNormal}, under the name that is usual for selu.
 *
 * <p>n_in is the number of inputs of the layer. The distribution is not truncated.
 */
@ServiceProvider(Initializer.class)
public record LecunNormal() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 1.0 / fan.in(), random);
    }
}
