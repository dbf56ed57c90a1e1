package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Scales an image about its centre by a random factor, uniform from 1 / factor to factor, with bilinear interpolation.
 * Pixels that enter are 0.
 */
@ServiceProvider(Augmentation.class)
public record Zoom(
        @Hyperparameter(min = 1, max = 100, help = "largest magnification; the largest reduction is 1 / factor")
        double factor)
        implements Augmentation {
    /** Scales by a factor from 1 / 1.1 to 1.1. */
    public Zoom() {
        this(1.1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        double magnification = 1 / factor + (factor - 1 / factor) * random.nextDouble();
        example.resample(1 / magnification, 0, 0, 1 / magnification);
    }

    @Override
    public boolean needsImage() {
        return true;
    }
}
