package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The output layer: {@code network.output} in an experiment file. Its width follows from the label.
 *
 * @param activation null to choose it by the loss
 * @param initializer sets the initial weights
 * @param regularizers penalties on its weights, in addition to those of every layer
 */
public record OutputSpec(
        @Default("null") @Nullable Activation activation,
        @Default("xavier-normal") Initializer initializer,
        @Default("[]") List<Regularizer> regularizers) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a regularizer masks activations
     */
    public OutputSpec {
        regularizers = List.copyOf(regularizers);
        for (Regularizer regularizer : regularizers) {
            if (regularizer instanceof ActivationMask) {
                throw new IllegalArgumentException(
                        regularizer.name() + " masks activations; the output layer allows penalties only");
            }
        }
    }
}
