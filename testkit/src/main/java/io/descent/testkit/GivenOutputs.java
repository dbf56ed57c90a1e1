package io.descent.testkit;

import io.descent.api.Outputs;
import io.descent.api.Tensor;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/** Outputs of a network that exists only in a contract. Scratch tensors are filled with a given number. */
final class GivenOutputs implements Outputs {
    private final ArrayTensor z;
    private final ArrayTensor a;
    private final boolean linked;
    private final double content;
    private final List<Tensor> scratch = new ArrayList<>();

    GivenOutputs(ArrayTensor z, ArrayTensor a, boolean linked, double content) {
        this.z = z;
        this.a = a;
        this.linked = linked;
        this.content = content;
    }

    @Override
    public ArrayTensor z() {
        return z;
    }

    @Override
    public ArrayTensor a() {
        return a;
    }

    @Override
    public boolean linked() {
        return linked;
    }

    @Override
    public Tensor scratch(int index) {
        ActivationClauses.requireSmall(index);
        while (scratch.size() <= index) {
            scratch.add(z.like().fill(content));
        }
        return scratch.get(index);
    }
}
