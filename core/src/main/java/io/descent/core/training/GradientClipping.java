package io.descent.core.training;

import io.descent.inference.tensor.internal.ArrayTensor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the gradient of all parameters together: every element by a value, then the Euclidean norm of the whole, keeping its
 * direction (Pascanu, Mikolov and Bengio 2013, algorithm 1).
 *
 * @param value the largest magnitude of an element; null for no bound
 * @param norm the largest norm; null for no bound
 */
record GradientClipping(@Nullable Double value, @Nullable Double norm) {
    boolean isNone() {
        return value == null && norm == null;
    }

    /** Changes a finite gradient in place. */
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
