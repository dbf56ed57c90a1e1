package io.descent.core.network.internal;

import io.descent.api.Outputs;
import io.descent.api.Scratch;
import io.descent.api.Tensor;

/**
 * The outputs of a network for some examples.
 *
 * @param linked whether the loss is computed from z
 * @param memory working memory of the shape of z
 */
record BatchOutputs(Tensor z, Tensor a, boolean linked, Scratch memory) implements Outputs {
    @Override
    public Tensor scratch(int index) {
        return memory.scratch(index);
    }
}
