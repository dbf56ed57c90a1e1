package io.descent.core.augment;

import io.descent.api.Plugin;
import java.util.random.RandomGenerator;

/** A random change of an example after which its label is still correct. */
public sealed interface Augmentation extends Plugin permits GaussianNoise, FeatureJitter, Shift, Rotate, Flip, Zoom {
    /** Changes one example. */
    void apply(Example example, RandomGenerator random);

    /** Whether the features must be the pixels of an image. */
    default boolean needsImage() {
        return true;
    }
}
