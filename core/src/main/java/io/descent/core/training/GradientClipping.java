package io.descent.core.training;

import io.descent.inference.tensor.internal.ArrayTensor;
import org.jspecify.annotations.Nullable;

/**
 * Clips the gradient of all parameters together: first every element by value, then the Euclidean norm of the whole,
 * which keeps the direction (Pascanu, Mikolov and Bengio 2013, algorithm 1).
 *
 * @param value the largest magnitude of an element; null for no limit
 * @param norm the largest norm; null for no limit
 */
record GradientClipping(@Nullable Double value, @Nullable Double norm) {
    boolean isNone() {
        return value == null && norm == null;
    }

    /** Clips a finite gradient in place. */
    void apply(ArrayTensor gradient) {
        if (value != null) {
            gradient.max(-value).min(value);
        }
        if (norm != null) {
            double found = gradient.norm();
            if (found > norm) {
                gradient.scale(norm / found);
            }
        }
    }
}
