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
}
