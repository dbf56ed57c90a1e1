package io.descent.api;

import java.util.random.RandomGenerator;

/**
 * Multiplies the weights of a layer by random factors during training, as DropConnect does (Wan et al. 2013). A new
 * mask is drawn for every mini-batch and applies to all its examples; prediction uses none. The factors must have mean
 * 1.
 */
public non-sealed interface WeightMask extends Regularizer {
    /**
     * Overwrites the mask. The trainer multiplies the weights by it in the forward pass, and their gradient in the
     * backward pass.
     *
     * @param mask (units x inputs)
     * @param random the random stream of this layer and step; the same seed gives the same stream on every machine
     * @param progress the epochs and steps completed so far
     */
    void fill(Tensor mask, RandomGenerator random, Progress progress);
}
