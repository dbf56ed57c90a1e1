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
 * @param parametric whether each unit has a trainable mix alpha, at first 1: a = z + alpha (g(z) - z) (Holzmueller,
 *     Grinsztajn and Steinwart 2024, arXiv:2407.04491, section 3)
 */
public record Layer(
        @Hyperparameter(min = 1) int units,
        Activation activation,
        @Default("null") @Nullable BatchNorm batchNorm,
        @Default("false") boolean parametric) {
    /** A layer without trainable mixes. */
    public Layer(int units, Activation activation, @Nullable BatchNorm batchNorm) {
        this(units, activation, batchNorm, false);
    }

    /** Checks the width. */
    public Layer {
        if (units < 1) {
            throw new IllegalArgumentException("units is " + units + "; a layer needs at least 1");
        }
    }
}
