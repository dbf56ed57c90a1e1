package io.descent.core.network.internal;

import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.Network;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.MatrixProduct;

/**
 * The gradient of the weights of a first layer with one-hot blocks: the same numbers as the product of the deltas and
 * all inputs, without its zeros. For use by one thread at a time.
 */
final class OneHotGradient {
    /** Units per piece of work. */
    private static final int UNITS = 16;

    private final InputShape shape;
    private final MatrixProduct product;
    private final Workers workers;
    private final Workers.Task task = this::piece;
    private final ArrayTensor dense;
    private ArrayTensor gradient;
    private ArrayTensor deltas;
    private int[] categories = {};
    private boolean gradientIsZero;

    OneHotGradient(Network network, MatrixProduct product, Workers workers) {
        this.shape = network.denseInputs();
        this.product = product;
        this.workers = workers;
        dense = ArrayTensor.zeros(network.precision(), network.layers().get(0).units(), shape.dense());
        gradient = dense;
        deltas = dense;
    }

    /**
     * Overwrites the gradient.
     *
     * @param result (units x inputs)
     * @param of the derivatives with respect to the pre-activations (rows x units)
     * @param x the dense inputs (rows x dense inputs)
     * @param active the inputs that are 1, among all inputs (rows x blocks), or -1
     * @param isZero whether all elements of the result are zero
     */
    void compute(ArrayTensor result, ArrayTensor of, ArrayTensor x, int[] active, boolean isZero) {
        if (shape.dense() > 0) {
            product.multiplyTransposedLeft(dense, of, x);
        }
        gradient = result;
        deltas = of;
        categories = active;
        gradientIsZero = isZero;
        int units = result.rows();
        long cleared = isZero ? 0 : result.size();
        workers.run((units + UNITS - 1) / UNITS, (long) units * active.length + cleared, task);
    }

    private void piece(int piece, int worker) {
        int from = piece * UNITS;
        int to = Math.min(gradient.rows(), from + UNITS);
        gradient.setFirstColumns(dense, from, to);
        if (!gradientIsZero) {
            gradient.clearColumns(shape.dense(), from, to);
        }
        gradient.scatterColumns(deltas, categories, shape.blocks(), from, to);
    }
}
