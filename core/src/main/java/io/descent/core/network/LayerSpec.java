package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer: an entry of {@code network.hidden} in an experiment file.
 *
 * @param units width of the layer, at least 1
 * @param activation the activation function
 * @param initializer sets the initial weights
 * @param parametric whether each unit has a trainable mix alpha of the identity and the activation function, at first 1:
 *     a = z + alpha (g(z) - z)
 * @param batchNorm normalises the pre-activations and replaces the bias; null for no batch norm
 * @param regularizers of this layer, in addition to those of every layer
 */
public record LayerSpec(
        @Hyperparameter(min = 1, max = Limits.UNITS, help = "width of the layer")
        int units,

        @Default("relu") Activation activation,
        @Default("false") boolean parametric,
        @Default("he-normal") Initializer initializer,
        @Default("null") @Nullable BatchNorm batchNorm,
        @Default("[]") List<Regularizer> regularizers) {
    /** Copies the list. */
    public LayerSpec {
        if (units < 1) {
            throw new IllegalArgumentException("a layer has " + units + " units; expected at least 1");
        }
        regularizers = List.copyOf(regularizers);
    }

    /** A layer without batch normalisation. */
    public LayerSpec(int units, Activation activation, Initializer initializer, List<Regularizer> regularizers) {
        this(units, activation, initializer, null, regularizers);
    }

    /** A layer without trainable mixes. */
    public LayerSpec(
            int units,
            Activation activation,
            Initializer initializer,
            @Nullable BatchNorm batchNorm,
            List<Regularizer> regularizers) {
        this(units, activation, false, initializer, batchNorm, regularizers);
    }

    /** A copy with other regularizers. */
    public LayerSpec withRegularizers(List<Regularizer> others) {
        return new LayerSpec(units, activation, parametric, initializer, batchNorm, others);
    }
}
