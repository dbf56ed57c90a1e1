package io.descent.spark;

import java.io.Serializable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a training elsewhere.
 *
 * @param model the model as bytes
 * @param result what was measured, as JSON
 * @param failure why there is no model, in words for the user; null if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Trained(byte[] model, String result, @Nullable String failure) implements Serializable {
    /** What came of a training: a mistake of the user is told in words. */
    static Trained of(Supplier<Trained> training) {
        try {
            return training.get();
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare
            String mistake = Mistake.of(e);
            if (mistake == null) {
                throw e;
            }
            return failed(mistake);
        }
    }

    /** A training without a model. */
    static Trained failed(String failure) {
        return new Trained(new byte[0], "", failure);
    }
}
