package io.descent.core.network;

import io.descent.api.Loss;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a network: the {@code network} section of an experiment file.
 *
 * @param hidden the hidden layers, the first one next to the input; empty for linear, logistic or softmax regression
 * @param output the output layer
 * @param loss null to choose it by the label
 */
public record NetworkSpec(
        List<LayerSpec> hidden,
        @Default("{}") OutputSpec output,
        @Default("null") @Nullable Loss loss) {
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
