package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Initializer;
import io.descent.api.Loss;
import io.descent.api.Regularizer;
import io.descent.api.WeightMask;
import io.descent.inference.spec.InputLayer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a network: a {@link NetworkSpec} with all defaults filled in.
 *
 * @param input the trainable input layer; null for none
 * @param hidden the hidden layers, the first one next to the input
 * @param output the output layer
 * @param loss the loss function
 * @param parametrization what the optimizer sees as the weights
 */
public record ResolvedNetwork(
        @Nullable InputLayer input, List<LayerSpec> hidden, Output output, Loss loss, Parametrization parametrization) {
    /**
     * The output layer.
     *
     * @param activation the activation function
     * @param initializer sets the initial weights
     * @param biasInitializer sets the initial biases; null to start at 0
     * @param regularizers penalties and constraints on its weights, in addition to those of every layer
     */
    public record Output(
            Activation activation,
            Initializer initializer,
            @Nullable Initializer biasInitializer,
            List<Regularizer> regularizers) {
        /** Copies the list. */
        public Output {
            regularizers = List.copyOf(regularizers);
        }

        /** An output layer whose biases start at 0. */
        public Output(Activation activation, Initializer initializer, List<Regularizer> regularizers) {
            this(activation, initializer, null, regularizers);
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
     * @param common regularizers of every layer; masks among them do not apply to the output layer
     */
    public List<LayerSpec> layers(int outputs, List<Regularizer> common) {
        List<LayerSpec> layers = new ArrayList<>();
        for (LayerSpec layer : hidden) {
            List<Regularizer> all = new ArrayList<>(common);
            all.addAll(layer.regularizers());
            layers.add(layer.withRegularizers(all));
        }
        List<Regularizer> unmasked = new ArrayList<>(common);
        unmasked.removeIf(each -> each instanceof ActivationMask || each instanceof WeightMask);
        unmasked.addAll(output.regularizers);
        layers.add(new LayerSpec(
                outputs, output.activation, false, output.initializer, output.biasInitializer, null, unmasked));
        return layers;
    }
}
