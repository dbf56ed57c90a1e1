package io.descent.api;

import java.util.random.RandomGenerator;

/** Sets the initial weights of a layer. Biases always start at 0. */
public interface Initializer extends Plugin {
    /**
     * Overwrites all weights.
     *
     * @param weights (units x inputs)
     * @param fan the number of inputs and units of the layer
     * @param random the random stream of this layer; the same seed gives the same stream on every machine
     */
    void fill(Tensor weights, Fan fan, RandomGenerator random);

    /**
     * Returns the factor by which the weights are multiplied once more, given what they make of training examples, as
     * in layer-sequential unit-variance initialisation (Mishkin and Matas 2016). The trainer calls it for one layer
     * after the other, from the first, if {@link #needsExamples} returns true.
     *
     * @param z the pre-activations of the layer for the first training examples, at most 1,024 of them (examples x
     *     units); read only
     * @return a finite number
     */
    default double scale(Tensor z) {
        return 1;
    }

    /** Returns whether {@link #scale} is to be called. */
    default boolean needsExamples() {
        return false;
    }
}
