package io.descent.core.network;

import io.descent.api.Loss;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.InputLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a network: the {@code network} section of an experiment file.
 *
 * @param input the trainable input layer; null for none
 * @param hidden the hidden layers, the first one next to the input; empty for linear, logistic or softmax regression
 * @param output the output layer
 * @param loss null to choose it by the label
 * @param parametrization what the optimizer sees as the weights
 */
public record NetworkSpec(
        @Default("null") @Nullable InputLayer input,
        List<LayerSpec> hidden,
        @Default("{}") OutputSpec output,
        @Default("null") @Nullable Loss loss,
        @Default("standard") Parametrization parametrization) {
    /** A network without input layer, in the standard parametrisation. */
    public NetworkSpec(List<LayerSpec> hidden, OutputSpec output, @Nullable Loss loss) {
        this(null, hidden, output, loss, Parametrization.STANDARD);
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are too many layers
     */
    public NetworkSpec {
        if (hidden.size() > Limits.LAYERS) {
            throw new IllegalArgumentException(
                    "network.hidden has %d layers; the limit is %d".formatted(hidden.size(), Limits.LAYERS));
        }
        hidden = List.copyOf(hidden);
    }
}
