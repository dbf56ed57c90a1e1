package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last layer, whose width follows from the label: {@code network.output} in an experiment file.
 *
 * @param activation null to follow from the loss
 * @param initializer what sets its weights
 * @param regularizers penalties of its weights, beside those of every layer
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
