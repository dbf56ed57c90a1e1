package io.descent.core.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recorded outcome of an evaluation.
 *
 * @param value the value to minimise or maximise; NaN if the evaluation failed
 * @param epochs the number of completed epochs, those of earlier rungs included
 * @param weightsSha256 SHA-256 of the final parameters; null for an objective without parameters
 * @param failure why there is no value; null if there is one
 * @param seconds the duration of this rung
 * @param curve the reports of this rung
 */
public record Outcome(
        double value,
        int epochs,
        @Nullable String weightsSha256,
        @Nullable String failure,
        double seconds,
        List<CurvePoint> curve) {
    /**
     * The report of an epoch.
     *
     * @param epoch from 1
     * @param value the value to minimise or maximise; NaN if it was not evaluated
     * @param cost the cost of the training set, measured during training
     */
    public record CurvePoint(int epoch, double value, double cost) {}

    /** Copies the list. */
    public Outcome {
        curve = List.copyOf(curve);
    }
}
