package io.descent.core.network.internal;

import io.descent.api.Outputs;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.plugin.internal.Lent;
import io.descent.inference.tensor.internal.ArrayTensor;

/**
 * The outputs of a network for some examples.
 *
 * @param linked whether the loss is computed from z
 * @param memory working memory of the shape of z
 */
record BatchOutputs(ArrayTensor z, ArrayTensor a, boolean linked, Scratch memory) implements Outputs {
    /** The same outputs as copies. */
    BatchOutputs lent(Lent to) {
        return new BatchOutputs(to.copy("z", z), to.copy("a", a), linked, memory);
    }

    @Override
    public Tensor scratch(int index) {
        return memory.scratch(index);
    }
}
