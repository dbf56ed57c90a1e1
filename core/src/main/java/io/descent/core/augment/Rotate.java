package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Rotates an image about its centre by a random angle, uniform from -degrees to degrees, with bilinear interpolation.
 * Pixels that enter are 0.
 */
@ServiceProvider(Augmentation.class)
public record Rotate(
        @Hyperparameter(min = 0, max = 180, help = "largest angle in either direction")
        double degrees) implements Augmentation {
    /** Rotates by up to 10 degrees. */
    public Rotate() {
        this(10);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        double angle = Math.PI / 180 * degrees * (2 * random.nextDouble() - 1);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        example.resample(cos, sin, -sin, cos);
    }

    @Override
    public boolean needsImage() {
        return true;
    }
}
