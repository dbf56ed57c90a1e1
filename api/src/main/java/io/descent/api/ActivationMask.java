package io.descent.api;

import java.util.random.RandomGenerator;

/**
 * A random factor for every activation of a hidden layer, drawn anew for every mini-batch in training and absent in
 * prediction. Its expectation must be 1, so that both agree on average (inverted dropout).
 */
public non-sealed interface ActivationMask extends Regularizer {
    /**
     * Overwrites the mask that activations are multiplied by on the way forward and gradients on the way back.
     *
     * @param mask (examples of the mini-batch x units)
     * @param random a stream of the layer and the step; the same seed gives the same stream on every machine
     */
    void fill(Tensor mask, RandomGenerator random);
}
