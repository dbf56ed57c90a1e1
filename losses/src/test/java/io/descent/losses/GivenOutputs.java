package io.descent.losses;

import io.descent.api.Link;
import io.descent.api.Outputs;
import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;

/** Outputs for tests. Scratch tensors are filled with NaN, so that reads of undefined content show. */
record GivenOutputs(ArrayTensor z, ArrayTensor a, boolean linked) implements Outputs {
    /** Outputs whose activation has the link. */
    static GivenOutputs linked(Link link, Precision precision, double[][] z) {
        double[][] a = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            a[i] = activation(link, z[i]);
        }
        return new GivenOutputs(tensor(precision, z), tensor(precision, a), true);
    }

    /** Outputs of an activation without a link. The pre-activations are NaN, because a loss must not use them. */
    static GivenOutputs unlinked(Precision precision, double[][] a) {
        ArrayTensor activations = tensor(precision, a);
        ArrayTensor z = activations.like();
        z.fill(Double.NaN);
        return new GivenOutputs(z, activations, false);
    }

    private static double[] activation(Link link, double[] z) {
        double[] a = new double[z.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (double each : z) {
            largest = Math.max(largest, each);
        }
        double sum = 0;
        for (double each : z) {
            sum += StrictMath.exp(each - largest);
        }
        for (int j = 0; j < z.length; j++) {
            a[j] = switch (link) {
                case NONE, IDENTITY -> z[j];
                case LOGIT -> 1 / (1 + StrictMath.exp(-z[j]));
                case SOFTMAX -> StrictMath.exp(z[j] - largest) / sum;
                case LOG -> StrictMath.exp(z[j]);
            };
        }
        return a;
    }

    static ArrayTensor tensor(Precision precision, double[][] rows) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                tensor.set(i, j, rows[i][j]);
            }
        }
        return tensor;
    }

    static double[][] matrix(Tensor tensor) {
        double[][] rows = new double[tensor.rows()][tensor.columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = tensor.get(i, j);
            }
        }
        return rows;
    }

    @Override
    public Tensor scratch(int index) {
        return z.like().fill(Double.NaN);
    }
}
