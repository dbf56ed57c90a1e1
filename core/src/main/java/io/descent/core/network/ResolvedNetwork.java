package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.core.loss.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a network: {@link NetworkSpec} with every choice made.
 *
 * @param hidden the hidden layers from the input on
 * @param output the last layer
 * @param loss what outputs are judged by
 */
public record ResolvedNetwork(List<LayerSpec> hidden, Output output, Loss loss) {
    /**
     * The last layer.
     *
     * @param activation its non-linearity
     * @param initializer what sets its weights
     * @param regularizers penalties of its weights, beside those of every layer
     */
    public record Output(Activation activation, Initializer initializer, List<Regularizer> regularizers) {
        /** Copies the list. */
        public Output {
            regularizers = List.copyOf(regularizers);
        }
    }

    /** Copies the list. */
    public ResolvedNetwork {
        hidden = List.copyOf(hidden);
    }

    /**
     * The hidden layers, then the output layer, each with all its regularizers.
     *
     * @param outputs units of the output layer
     * @param common regularizers of every layer; masks among them leave the output layer out
     */
    public List<LayerSpec> layers(int outputs, List<Regularizer> common) {
        List<LayerSpec> layers = new ArrayList<>();
        for (LayerSpec layer : hidden) {
            List<Regularizer> all = new ArrayList<>(common);
            all.addAll(layer.regularizers());
            layers.add(new LayerSpec(layer.units(), layer.activation(), layer.initializer(), layer.batchNorm(), all));
        }
        List<Regularizer> penalties = new ArrayList<>(common);
        penalties.removeIf(ActivationMask.class::isInstance);
        penalties.addAll(output.regularizers);
        layers.add(new LayerSpec(outputs, output.activation, output.initializer, penalties));
        return layers;
    }
}
