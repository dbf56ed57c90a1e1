package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** Moves an image by whole pixels up or down and left or right; what comes in is 0. */
@ServiceProvider(Augmentation.class)
public record Shift(
        @Hyperparameter(min = 0, max = 10_000, help = "the farthest in each direction")
        int pixels) implements Augmentation {
    /** One pixel. */
    public Shift() {
        this(1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        int down = random.nextInt(2 * pixels + 1) - pixels;
        int right = random.nextInt(2 * pixels + 1) - pixels;
        example.shift(down, right);
    }
}
