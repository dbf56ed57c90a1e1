package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and standard deviation scale, which does not depend on the layer. Weights that are
 * too large saturate units, and weights that are too small make signals vanish. Prefer an initializer that depends on
 * n_in, the number of inputs.
 *
 * <p>The distribution is not truncated.
 */
@ServiceProvider(Initializer.class)
public record RandomNormal(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "standard deviation of the weights")
        double scale)
        implements Initializer {
    /** Default: scale 0.01. */
    public RandomNormal() {
        this(0.01);
    }

    /** Checks the range. */
    public RandomNormal {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; it must be above 0 and finite");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(random::nextGaussian).scale(scale);
    }
}
