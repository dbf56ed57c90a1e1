package io.descent.api;

import java.util.random.RandomGenerator;

/** Sets the initial weights of a layer, or its initial biases, which start at 0 unless an initializer is given. */
public interface Initializer extends Plugin {
    /**
     * Overwrites all weights, or all biases.
     *
     * @param weights the weights (units x inputs), or the biases (1 x units)
     * @param fan the number of inputs and units of the layer
     * @param random the random stream of this layer, for weights or for biases; the same seed gives the same stream on every machine
     */
    void fill(Tensor weights, Fan fan, RandomGenerator random);

    /**
     * Changes the weights or biases once more, given what they make of training examples, as in layer-sequential
     * unit-variance initialisation (Mishkin and Matas 2016). The trainer calls it for one layer after the other, from
     * the first, if {@link #needsExamples} returns true: for the weights while the biases are 0, then for the biases.
     *
     * @param values what {@link #fill} has set: the weights (units x inputs), or the biases (1 x units)
     * @param z the pre-activations of the layer, before batch norm, that these values give for the first training
     *     examples, at most 1,024 of them (examples x units); read only
     * @param random another random stream of this layer
     */
    default void adapt(Tensor values, Tensor z, RandomGenerator random) {}

    /** Returns whether {@link #adapt} is to be called. */
    default boolean needsExamples() {
        return false;
    }
}
