package io.descent.core.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation has led to.
 *
 * @param value what is to be minimised or maximised; NaN if the evaluation has failed
 * @param epochs completed since the beginning, those of earlier rungs included
 * @param weightsSha256 of the parameters at the end; null for an objective without any
 * @param failure why there is no value; null if there is one
 * @param seconds it took, of this rung alone
 * @param curve what was reported on the way, of this rung alone
 */
public record Outcome(
        double value,
        int epochs,
        @Nullable String weightsSha256,
        @Nullable String failure,
        double seconds,
        List<CurvePoint> curve) {
    /**
     * What is known after an epoch.
     *
     * @param epoch from 1
     * @param value of what is searched for; NaN where it was not looked at
     * @param cost of the training set, as trained
     */
    public record CurvePoint(int epoch, double value, double cost) {}

    /** Copies the list. */
    public Outcome {
        curve = List.copyOf(curve);
    }
}
