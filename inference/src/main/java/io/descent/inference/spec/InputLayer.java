package io.descent.inference.spec;

import io.descent.api.Hyperparameter;
import org.jspecify.annotations.Nullable;

/**
 * The trainable parts between the encoded columns of a table and the first dense layer: {@code network.input} in an
 * experiment file.
 *
 * @param periodic adds periodic features to every number; null for none
 * @param embedding numbers by which each category of a large column is represented; null for one-hot inputs
 * @param scale whether each input of the first dense layer is multiplied by a trainable factor, at first 1
 */
public record InputLayer(
        @Default("null") @Nullable Periodic periodic,

        @Default("null") @Hyperparameter(min = 1, max = 1024, help = "numbers that represent a category") @Nullable
        Integer embedding,

        @Default("false") boolean scale) {
    private static final int MOST = 1024;

    /** Checks the range. */
    public InputLayer {
        if (embedding != null && (embedding < 1 || embedding > MOST)) {
            throw new IllegalArgumentException("embedding is %d; it must be from 1 to %d".formatted(embedding, MOST));
        }
    }
}
