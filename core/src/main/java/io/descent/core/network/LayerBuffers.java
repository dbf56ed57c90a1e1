package io.descent.core.network;

import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one layer computes for one batch, and working memory of the same shape. */
final class LayerBuffers implements Scratch {
    /** What the weights make of the inputs: z itself without batch norm. */
    final ArrayTensor linear;

    final ArrayTensor z;
    final ArrayTensor a;
    final @Nullable BatchNormalizer normalizer;
    private final List<ArrayTensor> scratch = new ArrayList<>();

    LayerBuffers(LayerSpec layer, Precision precision, int rows) {
        z = ArrayTensor.zeros(precision, rows, layer.units());
        a = like(z);
        BatchNorm norm = layer.batchNorm();
        linear = norm == null ? z : like(z);
        normalizer = norm == null ? null : new BatchNormalizer(norm, precision, rows, layer.units());
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
