package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Makes an image smaller or larger about its centre, by a number that is uniform from 1 / factor to factor, with bilinear
 * interpolation; what comes in is 0.
 */
@ServiceProvider(Augmentation.class)
public record Zoom(
        @Hyperparameter(min = 1, max = 100, help = "the largest magnification, and the largest reduction")
        double factor)
        implements Augmentation {
    /** Up to a tenth larger, or smaller by as much. */
    public Zoom() {
        this(1.1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        double magnification = 1 / factor + (factor - 1 / factor) * random.nextDouble();
        example.resample(1 / magnification, 0, 0, 1 / magnification);
    }
}
