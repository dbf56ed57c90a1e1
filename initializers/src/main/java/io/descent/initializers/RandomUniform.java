package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Uniform from -scale to scale, whatever the layer. Weights that are too large saturate units,
 * weights that are too small make signals vanish: prefer the initializers that look at n_in.
 */
@ServiceProvider(Initializer.class)
public record RandomUniform(
        @Hyperparameter(min = 0, minExclusive = true, scale = Hyperparameter.Scale.LOG, help = "the largest magnitude")
        double scale)
        implements Initializer {
    /** Scale 0.05. */
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
