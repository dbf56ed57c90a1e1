package io.descent.core.training;

import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.metrics.Evaluation;
import io.descent.inference.model.internal.Calibration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What was learnt about the predictions of a trained network. */
public final class CalibrationReport {
    private final LearntCalibration learnt;
    private final Map<String, Evaluation> atHalf;

    private CalibrationReport(LearntCalibration learnt, Map<String, Evaluation> atHalf) {
        this.learnt = learnt;
        this.atHalf = Collections.unmodifiableMap(atHalf);
    }

    /**
     * Measures what the threshold is worth.
     *
     * @param evaluate evaluates the set of a name with a calibration; null if there is no such set
     */
    static CalibrationReport of(
            LearntCalibration learnt, BiFunction<String, Calibration, @Nullable Evaluation> evaluate) {
        Map<String, Evaluation> atHalf = new LinkedHashMap<>();
        if (learnt.threshold() != null) {
            Calibration usual = learnt.calibration().withThreshold(Calibration.HALF);
            for (String name : List.of("dev", "test")) {
                Evaluation evaluation = evaluate.apply(name, usual);
                if (evaluation != null) {
                    atHalf.put(name, evaluation);
                }
            }
        }
        return new CalibrationReport(learnt, atHalf);
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
