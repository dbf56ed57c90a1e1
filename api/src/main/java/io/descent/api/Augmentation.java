package io.descent.api;

import java.util.random.RandomGenerator;

/** A random change of a training example after which its label is still correct. Applied to mini-batches only. */
public interface Augmentation extends Plugin {
    /**
     * Changes one example in place.
     *
     * @param example the features in the units of their source, not normalised
     * @param random the random stream of this example and epoch; the same seed gives the same stream on every machine
     */
    void apply(Example example, RandomGenerator random);

    /** Returns whether the features must be the pixels of an image. */
    default boolean needsImage() {
        return false;
    }
}
