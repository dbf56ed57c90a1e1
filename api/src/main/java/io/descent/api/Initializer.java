package io.descent.api;

import java.util.random.RandomGenerator;

/** Sets the initial weights of a layer. Biases start at zero without asking. */
public interface Initializer extends Plugin {
    /**
     * Overwrites all weights.
     *
     * @param weights (units x inputs)
     * @param fan inputs and units of the layer
     * @param random the layer's own stream of random numbers; the same seed gives the same stream on every machine
     */
    void fill(Tensor weights, Fan fan, RandomGenerator random);
}
