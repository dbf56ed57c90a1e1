package io.descent.api;

import java.util.random.RandomGenerator;

/**
 * Multiplies the activations of a hidden layer by random factors during training. A new mask is drawn for every
 * mini-batch; prediction uses none. The factors must have mean 1, so that activations have the same expected value in
 * training and in prediction (inverted dropout).
 */
public non-sealed interface ActivationMask extends Regularizer {
    /**
     * Overwrites the mask. The trainer multiplies activations by it in the forward pass and gradients in the backward
     * pass.
     *
     * @param mask (examples of the mini-batch x units)
     * @param random the random stream of this layer and step; the same seed gives the same stream on every machine
     * @param progress the epochs and steps completed so far
     */
    void fill(Tensor mask, RandomGenerator random, Progress progress);
}
