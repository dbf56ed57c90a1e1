package io.descent.core.data;

import io.avaje.spi.ServiceProvider;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;

/**
 * Two interleaving half circles of radius 1: class 0 is (cos u, sin u) and class 1 is (1 - cos u, 1/2 - sin u), with u
 * from 0 to pi. Normal noise is added to both features.
 */
@ServiceProvider(DataSource.class)
public record Moons(
        @Hyperparameter(min = 2, max = 10_000_000, help = "number of examples")
        int examples,

        @Hyperparameter(min = 0, max = 1e6, help = "standard deviation of the noise")
        double noise,

        @Hyperparameter(help = "seed of the examples") long seed)
        implements Generator {
    /** 300 examples with noise 0.2. */
    public Moons() {
        this(300, 0.2, 1);
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public void place(int label, double position, double[] point) {
        double angle = Math.PI * position;
        point[0] = label == 0 ? StrictMath.cos(angle) : 1 - StrictMath.cos(angle);
        point[1] = label == 0 ? StrictMath.sin(angle) : 0.5 - StrictMath.sin(angle);
    }
}
