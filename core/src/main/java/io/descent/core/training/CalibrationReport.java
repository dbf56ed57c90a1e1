package io.descent.core.training;

import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.metrics.Evaluation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was learnt about the predictions of a trained network.
 *
 * @param learnt temperature, threshold or residuals, and what they are worth
 * @param atHalf the metrics at the threshold 0.5 by set, {@code dev} and {@code test}; empty if that is the model's own
 */
public record CalibrationReport(LearntCalibration learnt, Map<String, Evaluation> atHalf) {
    /** Copies the map in its order. */
    public CalibrationReport {
        atHalf = Collections.unmodifiableMap(new LinkedHashMap<>(atHalf));
    }
}
