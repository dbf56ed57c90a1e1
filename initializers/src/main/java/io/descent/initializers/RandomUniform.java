package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform distribution from -scale to scale, independent of the layer. Weights that are too large saturate units, and
 * weights that are too small make signals vanish. Prefer an initializer that depends on n_in.
 */
@ServiceProvider(Initializer.class)
public record RandomUniform(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "largest magnitude of a weight")
        double scale)
        implements Initializer {
    /** Default: scale 0.05. */
    public RandomUniform() {
        this(0.05);
    }

    /** Checks the range. */
    public RandomUniform {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale is " + scale + "; it must be above 0 and finite");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(() -> scale * (2 * random.nextDouble() - 1));
    }
}
