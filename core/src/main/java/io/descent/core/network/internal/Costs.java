package io.descent.core.network.internal;

import io.descent.inference.network.internal.ParameterScratch;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the loss of each example in float64, whatever the precision of the network, with scalar kernels: there are
 * so few outputs that others would not be faster. Owns the memory for a number of examples; for that number it
 * allocates nothing.
 */
public final class Costs {
    private final Criterion criterion;
    private final ArrayTensor z;
    private final ArrayTensor a;
    private final ArrayTensor y;
    private final ArrayTensor costs;
    private final BatchOutputs outputs;
    private final List<ArrayTensor> scratch = new ArrayList<>();

    /**
     * Allocates memory.
     *
     * @param rows the largest number of examples
     */
    public Costs(Criterion criterion, int rows) {
        this.criterion = criterion;
        z = ArrayTensor.zeros(Precision.FLOAT64, rows, criterion.outputs());
        a = z.like();
        y = ArrayTensor.zeros(Precision.FLOAT64, rows, criterion.labelColumns());
        costs = ArrayTensor.zeros(Precision.FLOAT64, rows, 1);
        outputs = new BatchOutputs(z, a, criterion.isLinked(), this::scratch);
    }

    private ArrayTensor scratch(int index) {
        ParameterScratch.requireSmall(index);
        while (scratch.size() <= index) {
            scratch.add(z.like());
        }
        return scratch.get(index);
    }

    /**
     * The losses of examples (examples x 1), valid until the next call.
     *
     * @param outputZ pre-activations of the output layer (examples x outputs), of any precision
     * @param output activations of the output layer, same shape
     * @param labels the labels (examples x label columns)
     */
    public ArrayTensor of(ArrayTensor outputZ, ArrayTensor output, ArrayTensor labels) {
        int count = outputZ.rows();
        copy(outputZ, z);
        copy(output, a);
        copy(labels, y);
        if (count == z.rows()) {
            criterion.costs(outputs, y, costs);
            return costs;
        }
        ArrayTensor firstZ = z.rows(0, count);
        ArrayTensor firstCosts = costs.rows(0, count);
        criterion.costs(
                new BatchOutputs(
                        firstZ,
                        a.rows(0, count),
                        criterion.isLinked(),
                        index -> scratch(index).rows(0, count)),
                y.rows(0, count),
                firstCosts);
        return firstCosts;
    }

    private static void copy(ArrayTensor from, ArrayTensor to) {
        for (int i = 0; i < from.rows(); i++) {
            to.copyRow(i, from, i);
        }
    }
}
