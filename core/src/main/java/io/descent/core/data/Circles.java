package io.descent.core.data;

import io.avaje.spi.ServiceProvider;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;

/**
 * Two concentric circles about the origin: the outer one, class 0, has radius 1, and the inner one, class 1, has radius
 * factor. Normal noise is added to both features.
 */
@ServiceProvider(DataSource.class)
public record Circles(
        @Hyperparameter(min = 2, max = 10_000_000, help = "number of examples")
        int examples,

        @Hyperparameter(min = 0, max = 1e6, help = "standard deviation of the noise")
        double noise,

        @Hyperparameter(min = 0, max = 1, minExclusive = true, maxExclusive = true, help = "radius of the inner circle")
        double factor,

        @Hyperparameter(help = "seed of the examples") long seed)
        implements Generator {
    /** 300 examples with noise 0.05, the inner radius 0.8. */
    public Circles() {
        this(300, 0.05, 0.8, 1);
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public void place(int label, double position, double[] point) {
        double radius = label == 0 ? 1 : factor;
        point[0] = radius * StrictMath.cos(2 * Math.PI * position);
        point[1] = radius * StrictMath.sin(2 * Math.PI * position);
    }
}
