package io.descent.losses;

import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;

/** The costs and the gradient of some examples, as a loss computed them. */
final class Evaluated {
    private final double[] costs;
    private final double[][] gradient;

    private Evaluated(double[] costs, double[][] gradient) {
        this.costs = costs;
        this.gradient = gradient;
    }

    double[] costs() {
        return costs;
    }

    double[][] gradient() {
        return gradient;
    }

    /** From pre-activations, with the activation that has the link. */
    static Evaluated linked(Loss loss, Link link, double[][] z, double[][] y) {
        return of(loss, GivenOutputs.linked(link, Precision.FLOAT64, z), y);
    }

    /** From activations. */
    static Evaluated unlinked(Loss loss, double[][] a, double[][] y) {
        return of(loss, GivenOutputs.unlinked(Precision.FLOAT64, a), y);
    }

    /** In float64. Tensors to be overwritten start as NaN. */
    static Evaluated of(Loss loss, GivenOutputs outputs, double[][] y) {
        ArrayTensor labels = GivenOutputs.tensor(Precision.FLOAT64, y);
        ArrayTensor costs = ArrayTensor.zeros(Precision.FLOAT64, y.length, 1);
        costs.fill(Double.NaN);
        loss.costs(outputs, labels, costs);
        double[] perExample = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            perExample[i] = costs.get(i, 0);
        }
        return new Evaluated(perExample, gradient(loss, outputs, y));
    }

    /** In the precision of the outputs. */
    static double[][] gradient(Loss loss, GivenOutputs outputs, double[][] y) {
        ArrayTensor gradient = outputs.a().like();
        gradient.fill(Double.NaN);
        loss.gradient(outputs, GivenOutputs.tensor(outputs.a().precision(), y), gradient);
        return GivenOutputs.matrix(gradient);
    }
}
