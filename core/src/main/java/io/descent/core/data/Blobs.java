package io.descent.core.data;

import io.avaje.spi.ServiceProvider;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;

/**
 * Gaussian clouds, one per class, whose centres are evenly spaced on a circle of radius 5: class k of K is normal with
 * mean 5 (cos(2 pi k / K), sin(2 pi k / K)) and standard deviation noise in both features.
 */
@ServiceProvider(DataSource.class)
public record Blobs(
        @Hyperparameter(min = 2, max = 10_000_000, help = "number of examples")
        int examples,

        @Hyperparameter(min = 2, max = 1000, help = "number of clouds, each a class")
        int classes,

        @Hyperparameter(min = 0, max = 1e6, help = "standard deviation of a cloud")
        double noise,

        @Hyperparameter(help = "seed of the examples") long seed)
        implements Generator {
    private static final double RADIUS = 5;

    /** 300 examples in 3 clouds of standard deviation 1. */
    public Blobs() {
        this(300, 3, 1, 1);
    }

    /** Checks that every cloud has an example. */
    public Blobs {
        requireExamples(examples, classes);
    }

    static void requireExamples(int examples, int classes) {
        if (examples < classes) {
            throw new IllegalArgumentException("%d examples are too few for %d classes".formatted(examples, classes));
        }
    }

    @Override
    public void place(int label, double position, double[] point) {
        double angle = 2 * Math.PI * label / classes;
        point[0] = RADIUS * StrictMath.cos(angle);
        point[1] = RADIUS * StrictMath.sin(angle);
    }
}
