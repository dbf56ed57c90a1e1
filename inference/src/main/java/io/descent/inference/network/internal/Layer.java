package io.descent.inference.network.internal;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer as predicting needs it, without its parameters.
 *
 * @param units its width, from 1
 * @param activation its non-linearity
 * @param batchNorm how pre-activations are normalised; null for no batch norm
 */
public record Layer(
        @Hyperparameter(min = 1) int units,
        Activation activation,
        @Default("null") @Nullable BatchNorm batchNorm) {
    /** Checks the width. */
    public Layer {
        if (units < 1) {
            throw new IllegalArgumentException("units is " + units + "; a layer needs at least 1");
        }
    }
}
