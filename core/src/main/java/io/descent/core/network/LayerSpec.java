package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer: an entry of {@code network.hidden} in an experiment file.
 *
 * @param units width of the layer, at least 1
 * @param activation the activation function
 * @param parametric whether each unit has a trainable mix alpha of the identity and the activation function, at first 1:
 *     a = z + alpha (g(z) - z)
 * @param initializer sets the initial weights
 * @param biasInitializer sets the initial biases; null to start at 0
 * @param batchNorm normalises the pre-activations and replaces the bias; null for no batch norm
 * @param regularizers of this layer, in addition to those of every layer
 */
public record LayerSpec(
        @Hyperparameter(min = 1, max = Limits.UNITS, help = "width of the layer")
        int units,

        @Default("relu") Activation activation,
        @Default("false") boolean parametric,
        @Default("he-normal") Initializer initializer,
        @Default("null") @Nullable Initializer biasInitializer,
        @Default("null") @Nullable BatchNorm batchNorm,
        @Default("[]") List<Regularizer> regularizers) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is no unit, or a bias initializer beside batch norm
     */
    public LayerSpec {
        if (units < 1) {
            throw new IllegalArgumentException("a layer has " + units + " units; expected at least 1");
        }
        if (batchNorm != null && biasInitializer != null) {
            throw new IllegalArgumentException(
                    "bias-initializer is %s, but a layer with batch-norm has no biases; remove one of the two"
                            .formatted(PluginName.of(biasInitializer)));
        }
        regularizers = List.copyOf(regularizers);
    }

    /** A layer without trainable mixes. */
    public LayerSpec(
            int units,
            Activation activation,
            Initializer initializer,
            @Nullable Initializer biasInitializer,
            @Nullable BatchNorm batchNorm,
            List<Regularizer> regularizers) {
        this(units, activation, false, initializer, biasInitializer, batchNorm, regularizers);
    }

    /** A layer without trainable mixes, whose biases start at 0. */
    public LayerSpec(
            int units,
            Activation activation,
            Initializer initializer,
            @Nullable BatchNorm batchNorm,
            List<Regularizer> regularizers) {
        this(units, activation, false, initializer, null, batchNorm, regularizers);
    }

    /** A layer without batch normalisation, whose biases start at 0. */
    public LayerSpec(int units, Activation activation, Initializer initializer, List<Regularizer> regularizers) {
        this(units, activation, false, initializer, null, null, regularizers);
    }

    /** A copy with other regularizers. */
    public LayerSpec withRegularizers(List<Regularizer> others) {
        return new LayerSpec(units, activation, parametric, initializer, biasInitializer, batchNorm, others);
    }
}
