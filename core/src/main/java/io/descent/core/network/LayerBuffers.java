package io.descent.core.network;

import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.tensor.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/** What one layer computes for one batch, and working memory of the same shape. */
final class LayerBuffers implements Scratch {
    final ArrayTensor z;
    final ArrayTensor a;
    private final List<ArrayTensor> scratch = new ArrayList<>();

    LayerBuffers(ArrayTensor z) {
        this.z = z;
        this.a = like(z);
    }

    static ArrayTensor like(ArrayTensor tensor) {
        return ArrayTensor.zeros(tensor.precision(), tensor.rows(), tensor.columns());
    }

    @Override
    public Tensor scratch(int index) {
        while (scratch.size() <= index) {
            scratch.add(like(z));
        }
        return scratch.get(index);
    }
}
