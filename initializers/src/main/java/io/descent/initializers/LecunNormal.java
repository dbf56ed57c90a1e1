package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal with mean 0 and variance 1 / n_in (LeCun et al. 1998, "Efficient BackProp", equation 16): for selu. The same numbers as
 * {@link XavierNormal}, by the name that users of selu look for.
 */
@ServiceProvider(Initializer.class)
public record LecunNormal() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 1.0 / fan.in(), random);
    }
}
