package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** Multiplies every feature by its own random factor, uniform from 1 - share to 1 + share. */
@ServiceProvider(Augmentation.class)
public record FeatureJitter(
        @Hyperparameter(min = 0, max = 1, help = "the largest relative change")
        double share) implements Augmentation {
    /** Changes features by up to 5 %. */
    public FeatureJitter() {
        this(0.05);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        for (int j = 0; j < example.size(); j++) {
            example.set(j, example.get(j) * (1 + share * (2 * random.nextDouble() - 1)));
        }
    }
}
