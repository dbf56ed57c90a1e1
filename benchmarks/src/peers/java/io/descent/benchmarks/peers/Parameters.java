package io.descent.benchmarks.peers;

import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.Model;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of one layer.
 *
 * @param units number of units
 * @param inputs number of inputs
 * @param weights (units x inputs), row by row
 * @param biases one per unit
 */
record Parameters(int units, int inputs, float[] weights, float[] biases) {
    /** Returns the layers of a model. */
    static List<Parameters> of(Model model) {
        List<Safetensors.Entry> entries = NetworkTensors.forPrediction(model.parts().network());
        List<Parameters> layers = new ArrayList<>();
        for (int i = 1; i <= model.parts().network().layers().size(); i++) {
            ArrayTensor weights = tensor(entries, "dense-" + i + ".weight");
            layers.add(new Parameters(
                    weights.rows(), weights.columns(), values(weights), values(tensor(entries, "dense-" + i + ".bias"))));
        }
        return layers;
    }

    private static ArrayTensor tensor(List<Safetensors.Entry> entries, String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .tensor();
    }

    private static float[] values(ArrayTensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.get(i / tensor.columns(), i % tensor.columns());
        }
        return values;
    }
}
