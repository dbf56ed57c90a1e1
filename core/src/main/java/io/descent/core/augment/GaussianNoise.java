package io.descent.core.augment;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/**
 * Adds normal noise to every feature: x_j becomes x_j + deviation s_j e_j, where s_j is the standard deviation of the
 * feature in the training set (1 if features are not normalised) and e_j is normal with mean 0 and variance 1.
 */
@ServiceProvider(Augmentation.class)
public record GaussianNoise(
        @Hyperparameter(min = 0, help = "standard deviation of the noise, relative to that of the feature")
        double deviation)
        implements Augmentation {
    /** Uses a tenth of the feature's standard deviation. */
    public GaussianNoise() {
        this(0.1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        for (int j = 0; j < example.size(); j++) {
            example.set(j, example.get(j) + deviation * example.deviation(j) * random.nextGaussian());
        }
    }
}
