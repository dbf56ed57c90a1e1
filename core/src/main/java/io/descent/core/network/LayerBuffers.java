package io.descent.core.network;

import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Engine;
import io.descent.core.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one layer computes for one batch, and working memory of the same shape. */
final class LayerBuffers implements Scratch {
    /** Examples that an activation sees at once: part of what results depend on, whatever the number of threads. */
    static final int PART = 64;

    /** Some examples, and working memory for them. */
    static final class Part implements Scratch {
        final ArrayTensor z;
        final ArrayTensor a;
        private final List<ArrayTensor> scratch = new ArrayList<>();

        Part(ArrayTensor z, ArrayTensor a) {
            this.z = z;
            this.a = a;
        }

        @Override
        public Tensor scratch(int index) {
            ParameterScratch.requireSmall(index);
            while (scratch.size() <= index) {
                scratch.add(z.like());
            }
            return scratch.get(index);
        }
    }

    /** What the weights make of the inputs: z itself without batch norm. */
    final ArrayTensor linear;

    final ArrayTensor z;
    final ArrayTensor a;
    final @Nullable BatchNormalizer normalizer;
    final List<Part> parts = new ArrayList<>();
    private final Part whole;

    LayerBuffers(LayerSpec layer, Engine engine, Precision precision, int rows) {
        z = engine.zeros(precision, rows, layer.units());
        a = z.like();
        BatchNorm norm = layer.batchNorm();
        whole = new Part(z, a);
        List<ArrayTensor> as = a.split(PART);
        for (ArrayTensor part : z.split(PART)) {
            parts.add(new Part(part, as.get(parts.size())));
        }
        linear = norm == null ? z : z.like();
        normalizer = norm == null ? null : new BatchNormalizer(norm, precision, rows, layer.units());
    }

    @Override
    public Tensor scratch(int index) {
        return whole.scratch(index);
    }
}
