package io.descent.core.training;

import io.descent.core.network.internal.TrainingPass;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Measurements of one layer in one mini-batch.
 *
 * @param name the layer, for example {@code dense-1}
 * @param inputs the number of inputs
 * @param units the number of units
 * @param weightNorm Frobenius norm of the weights
 * @param gradientNorm Frobenius norm of the gradient of the weights, penalties included, before clipping
 * @param preActivationNorm Euclidean norm of an example's pre-activations, root mean square over the examples
 * @param activationNorm Euclidean norm of an example's activations before masks, root mean square over the examples
 * @param dead share of units whose activation is 0 for every example
 * @param small share of weights with a magnitude below 1e-3
 * @param alike whether the layer has several units and all have the same weights and the same bias
 */
public record LayerReport(
        String name,
        int inputs,
        int units,
        double weightNorm,
        double gradientNorm,
        double preActivationNorm,
        double activationNorm,
        double dead,
        double small,
        boolean alike)
        implements Serializable {
    private static final double SMALL = 1e-3;

    /** Measures every layer after a pass, before the gradients are overwritten. */
    static List<LayerReport> of(Network network, ParameterVector gradients, TrainingPass pass) {
        List<LayerReport> reports = new ArrayList<>();
        ParameterLayout layout = gradients.layout();
        double perExample = 1 / Math.sqrt(pass.rows());
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            ArrayTensor weights = network.parameters().tensor(layout.weight(i));
            ArrayTensor other = network.parameters().tensor(layout.bias(i));
            reports.add(new LayerReport(
                    "dense-" + (i + 1),
                    weights.columns(),
                    layer.units(),
                    weights.norm(),
                    gradients.tensor(layout.weight(i)).norm(),
                    pass.z(i).norm() * perExample,
                    pass.activations(i).norm() * perExample,
                    dead(pass.activations(i)),
                    smallWeights(weights),
                    alike(weights, other)));
        }
        return reports;
    }

    private static double dead(ArrayTensor activations) {
        int dead = 0;
        for (int unit = 0; unit < activations.columns(); unit++) {
            int example = 0;
            while (example < activations.rows() && activations.get(example, unit) == 0) {
                example++;
            }
            dead += example == activations.rows() ? 1 : 0;
        }
        return (double) dead / activations.columns();
    }

    /** The share of weights with a magnitude below 1e-3. */
    public static double smallWeights(ArrayTensor weights) {
        int small = 0;
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                small += Math.abs(weights.get(i, j)) < SMALL ? 1 : 0;
            }
        }
        return (double) small / weights.size();
    }

    private static boolean alike(ArrayTensor weights, ArrayTensor biases) {
        for (int i = 1; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                if (weights.get(i, j) != weights.get(0, j)) {
                    return false;
                }
            }
            if (biases.get(0, i) != biases.get(0, 0)) {
                return false;
            }
        }
        return weights.rows() > 1;
    }

    /** Root mean square of the pre-activations, over units. */
    double preActivationSize() {
        return preActivationNorm / Math.sqrt(units);
    }

    /** Root mean square of the gradient, over weights. */
    double gradientSize() {
        return gradientNorm / Math.sqrt((double) inputs * units);
    }
}
