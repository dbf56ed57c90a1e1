package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** Mirrors an image left to right with the given probability. Unsuitable for digits and letters. */
@ServiceProvider(Augmentation.class)
public record Flip(
        @Hyperparameter(min = 0, max = 1, help = "probability of flipping an example")
        double probability) implements Augmentation {
    /** Flips an example with probability 0.5. */
    public Flip() {
        this(0.5);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        if (random.nextDouble() < probability) {
            example.flip();
        }
    }

    @Override
    public boolean needsImage() {
        return true;
    }
}
