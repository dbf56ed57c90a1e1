package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.api.WeightMask;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output layer: {@code network.output} in an experiment file. Its width follows from the label.
 *
 * @param activation null to choose it by the loss
 * @param initializer sets the initial weights
 * @param biasInitializer sets the initial biases; null to start at 0
 * @param regularizers penalties and constraints on its weights, in addition to those of every layer
 */
public record OutputSpec(
        @Default("null") @Nullable Activation activation,
        @Default("xavier-normal") Initializer initializer,
        @Default("null") @Nullable Initializer biasInitializer,
        @Default("[]") List<Regularizer> regularizers) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a regularizer masks activations or weights
     */
    public OutputSpec {
        regularizers = List.copyOf(regularizers);
        for (Regularizer regularizer : regularizers) {
            if (regularizer instanceof ActivationMask || regularizer instanceof WeightMask) {
                throw new IllegalArgumentException("%s masks %s; the output layer allows penalties and constraints only"
                        .formatted(
                                PluginName.of(regularizer),
                                regularizer instanceof WeightMask ? "weights" : "activations"));
            }
        }
    }

    /** An output layer whose biases start at 0. */
    public OutputSpec(@Nullable Activation activation, Initializer initializer, List<Regularizer> regularizers) {
        this(activation, initializer, null, regularizers);
    }
}
