package io.descent.core.data;

import io.avaje.spi.ServiceProvider;
import io.descent.api.DataSource;
import io.descent.api.Hyperparameter;

/**
 * Arms of an Archimedean spiral, one per class, from the centre to radius 1: class k of K is u (cos v, sin v) with v =
 * 2 pi (turns u + k / K) and u from 0 to 1. Normal noise is added to both features.
 */
@ServiceProvider(DataSource.class)
public record Spirals(
        @Hyperparameter(min = 2, max = 10_000_000, help = "number of examples")
        int examples,

        @Hyperparameter(min = 2, max = 1000, help = "number of arms, each a class")
        int classes,

        @Hyperparameter(min = 0, max = 1e6, minExclusive = true, help = "number of turns of an arm")
        double turns,

        @Hyperparameter(min = 0, max = 1e6, help = "standard deviation of the noise")
        double noise,

        @Hyperparameter(help = "seed of the examples") long seed)
        implements Generator {
    /** 300 examples on 2 arms of one turn with noise 0.02. */
    public Spirals() {
        this(300, 2, 1, 0.02, 1);
    }

    /** Checks that every arm has an example. */
    public Spirals {
        Blobs.requireExamples(examples, classes);
    }

    @Override
    public void place(int label, double position, double[] point) {
        double angle = 2 * Math.PI * (turns * position + (double) label / classes);
        point[0] = position * StrictMath.cos(angle);
        point[1] = position * StrictMath.sin(angle);
    }
}
