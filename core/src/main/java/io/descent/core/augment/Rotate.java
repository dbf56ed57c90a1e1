package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** Turns an image about its centre, with bilinear interpolation; what comes in is 0. */
@ServiceProvider(Augmentation.class)
public record Rotate(
        @Hyperparameter(min = 0, max = 180, help = "the largest angle, either way")
        double degrees) implements Augmentation {
    /** Up to ten degrees. */
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
}
