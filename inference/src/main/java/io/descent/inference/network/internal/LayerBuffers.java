package io.descent.inference.network.internal;

import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of one layer for one batch, and working memory of the same shape. */
public final class LayerBuffers implements Scratch {
    /**
     * Examples that an activation gets at once. Results may depend on this number, so it is fixed for all thread
     * counts.
     */
    public static final int PART = 64;

    /** Some of the examples, with working memory of their own, at the same offsets, so that no operand is ever copied. */
    public final class Part implements Scratch {
        /** Their pre-activations. */
        public final ArrayTensor z;

        /** What the activation function makes of them, g(z). */
        public final ArrayTensor g;

        /** Their activations: the same tensor as g without trainable mixes. */
        public final ArrayTensor a;

        private final int number;
        private final List<ArrayTensor> scratch = new ArrayList<>();

        Part(int number, ArrayTensor z, ArrayTensor g, ArrayTensor a) {
            this.number = number;
            this.z = z;
            this.g = g;
            this.a = a;
        }

        /** a = z + alpha (g(z) - z). */
        void mix(ArrayTensor alpha) {
            a.assignRows(alpha).multiply(difference());
            a.add(z);
        }

        /** g(z) - z, in working memory that the activation function does not use at the same time. */
        private ArrayTensor difference() {
            return (ArrayTensor) ((ArrayTensor) scratch(0)).assign(g).add(z, -1);
        }

        /**
         * Backpropagates through {@link #mix}, before and after the activation function.
         *
         * @param alpha (1 x units)
         * @param gradient dJ/da on entry; on return what the activation function gets
         * @param ofMix receives the derivative with respect to each alpha, to be summed over the examples
         * @param rest receives the part of dJ/dz that bypasses the activation function
         */
        public void unmix(ArrayTensor alpha, ArrayTensor gradient, ArrayTensor ofMix, ArrayTensor rest) {
            ofMix.assign(difference()).multiply(gradient);
            rest.assign(gradient);
            a.assignRows(alpha);
            gradient.multiply(a);
            rest.add(gradient, -1);
        }

        @Override
        public Tensor scratch(int index) {
            ParameterScratch.requireSmall(index);
            while (scratch.size() <= index) {
                scratch.add(working(scratch.size()).get(number));
            }
            return scratch.get(index);
        }
    }

    /** The inputs times the weights; the same tensor as z without batch norm. */
    public final ArrayTensor linear;

    /** Pre-activations of all examples. */
    public final ArrayTensor z;

    /** Activations of all examples. */
    public final ArrayTensor a;

    /** The layer's batch norm; null if it has none. */
    public final @Nullable BatchNormalizer normalizer;

    /** The examples in pieces of at most {@link #PART}. */
    public final List<Part> parts = new ArrayList<>();

    private final List<ArrayTensor> scratch = new ArrayList<>();
    private final List<List<ArrayTensor>> working = new ArrayList<>();

    LayerBuffers(Layer layer, Engine engine, Precision precision, int rows) {
        z = engine.zeros(precision, rows, layer.units());
        a = z.like();
        ArrayTensor g = layer.parametric() ? z.like() : a;
        BatchNorm norm = layer.batchNorm();
        List<ArrayTensor> gs = g.split(PART);
        List<ArrayTensor> as = a.split(PART);
        for (ArrayTensor part : z.split(PART)) {
            int number = parts.size();
            parts.add(new Part(number, part, gs.get(number), as.get(number)));
        }
        linear = norm == null ? z : z.like();
        normalizer = norm == null ? null : new BatchNormalizer(norm, precision, rows, layer.units());
    }

    /** Working memory of all parts, in the order of the parts. */
    private synchronized List<ArrayTensor> working(int index) {
        while (working.size() <= index) {
            working.add(z.like().split(PART));
        }
        return working.get(index);
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
