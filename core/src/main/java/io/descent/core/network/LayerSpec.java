package io.descent.core.network;

import io.descent.inference.spec.BatchNorm;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer: an entry of {@code network.hidden} in an experiment file.
 *
 * @param units its width, from 1
 * @param activation its non-linearity
 * @param initializer what sets its weights
 * @param batchNorm how pre-activations are normalised; null for not at all; a layer that has it needs no bias
 * @param regularizers what holds it back, beside those of every layer
 */
public record LayerSpec(
        @Hyperparameter(min = 1, max = 1_000_000, help = "width of the layer")
        int units,

        @Default("relu") Activation activation,
        @Default("he-normal") Initializer initializer,
        @Default("null") @Nullable BatchNorm batchNorm,
        @Default("[]") List<Regularizer> regularizers) {
    /** Copies the list. */
    public LayerSpec {
        if (units < 1) {
            throw new IllegalArgumentException("a layer of " + units + " units; at least 1 is allowed");
        }
        regularizers = List.copyOf(regularizers);
    }

    /** A layer without batch normalisation. */
    public LayerSpec(int units, Activation activation, Initializer initializer, List<Regularizer> regularizers) {
        this(units, activation, initializer, null, regularizers);
    }
}
