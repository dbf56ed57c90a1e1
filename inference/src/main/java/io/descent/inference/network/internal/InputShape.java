package io.descent.inference.network.internal;

import java.io.Serializable;

/**
 * The inputs of a network: dense ones first, then one-hot blocks. In a block at most one input is 1, all others are 0.
 *
 * @param dense number of dense inputs
 * @param blocks number of one-hot blocks
 * @param inputs number of all inputs, those of the blocks included; at least 1
 */
public record InputShape(int dense, int blocks, int inputs) implements Serializable {
    /** Checks the numbers. */
    public InputShape {
        if (dense < 0 || blocks < 0 || inputs < 1 || inputs < dense + blocks || (blocks == 0 && inputs != dense)) {
            throw new IllegalArgumentException(
                    "%d dense inputs and %d blocks do not make %d inputs".formatted(dense, blocks, inputs));
        }
    }

    /** Dense inputs only. */
    public InputShape(int dense) {
        this(dense, 0, dense);
    }
}
