package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Moves an image vertically and horizontally by two independent random whole numbers of pixels, each uniform from
 * -pixels to pixels. Pixels that enter are 0.
 */
@ServiceProvider(Augmentation.class)
public record Shift(
        @Hyperparameter(min = 0, max = 10_000, help = "largest shift in each direction")
        int pixels) implements Augmentation {
    /** Shifts by up to one pixel. */
    public Shift() {
        this(1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        int down = random.nextInt(2 * pixels + 1) - pixels;
        int right = random.nextInt(2 * pixels + 1) - pixels;
        example.shift(down, right);
    }

    @Override
    public boolean needsImage() {
        return true;
    }
}
