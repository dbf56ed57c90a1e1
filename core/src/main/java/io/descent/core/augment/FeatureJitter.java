package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Multiplies every feature by its own random factor: x_j becomes x_j u_j, with u_j uniform from 1 - share to 1 + share.
 * x is in the units of the table.
 */
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
