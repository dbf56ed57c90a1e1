package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** Exchanges left and right of an image. Not for digits and letters. */
@ServiceProvider(Augmentation.class)
public record Flip(
        @Hyperparameter(min = 0, max = 1, help = "share of examples that are flipped")
        double probability) implements Augmentation {
    /** Every other example. */
    public Flip() {
        this(0.5);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        if (random.nextDouble() < probability) {
            example.flip();
        }
    }
}
