package io.descent.core.training;

import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.metrics.Evaluation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was learnt about the predictions of a trained network. */
public final class CalibrationReport {
    private final LearntCalibration learnt;
    private final Map<String, Evaluation> atHalf;

    /** Copies the map in its order. */
    CalibrationReport(LearntCalibration learnt, Map<String, Evaluation> atHalf) {
        this.learnt = learnt;
        this.atHalf = Collections.unmodifiableMap(new LinkedHashMap<>(atHalf));
    }

    /**
     * Temperature, threshold or residuals, and what they are worth.
     *
     * @hidden
     */
    @SuppressWarnings("InvalidBlockTag") // hidden from the pages: its type is internal
    public LearntCalibration learnt() {
        return learnt;
    }

    /** The metrics at the threshold 0.5 by set, {@code dev} and {@code test}; empty if that is the model's own. */
    public Map<String, Evaluation> atHalf() {
        return atHalf;
    }
}
