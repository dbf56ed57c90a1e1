package io.descent.core.calibration;

import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import org.jspecify.annotations.Nullable;

/**
 * What is learnt about the predictions of the trained network, on the dev set: the {@code calibration} section of an
 * experiment file.
 *
 * @param method how probabilities are calibrated
 * @param threshold from which probability on the positive one of two classes is predicted; null for 0.5
 * @param interval whether the model can give intervals of values
 * @param intervalShare if the dev set chooses the epoch or changes a rate, the share of it that is kept apart for the
 *     intervals
 */
public record CalibrationSpec(
        @Default("none") Method method,

        @Default("null") @Nullable ThresholdSpec threshold,

        @Default("false") boolean interval,

        @Default("0.5")
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                max = 1,
                maxExclusive = true,
                help = "share of the dev set that is kept apart for intervals")
        double intervalShare) {
    /** How probabilities are calibrated. */
    public enum Method {
        /** They stay as they are. */
        NONE,
        /** By one temperature for all classes (Guo et al. 2017, arXiv:1706.04599). */
        TEMPERATURE
    }

    /** Calibrated probabilities, for classes. */
    public static final CalibrationSpec TEMPERATURE = new CalibrationSpec(Method.TEMPERATURE, null, false, 0.5);

    /** Intervals, for values. */
    public static final CalibrationSpec INTERVAL = new CalibrationSpec(Method.NONE, null, true, 0.5);

    /** Checks the range. */
    public CalibrationSpec {
        if (!(intervalShare > 0 && intervalShare < 1)) {
            throw new IllegalArgumentException(
                    "interval-share is " + intervalShare + "; it must be above 0 and below 1");
        }
    }

    /** A copy with a decision threshold. */
    public CalibrationSpec withThreshold(ThresholdSpec value) {
        return new CalibrationSpec(method, value, interval, intervalShare);
    }

    /** Whether there is nothing to learn and nothing to apply. */
    public boolean isNone() {
        return method == Method.NONE && threshold == null && !interval;
    }

    /** Whether examples of a dev set are needed. */
    private boolean needsExamples() {
        return method != Method.NONE || interval || (threshold != null && threshold.isLearnt());
    }

    /**
     * Rejects what does not fit the data.
     *
     * @param dev number of examples of the dev set
     * @param chooses whether the dev set chooses the epoch or changes a rate
     * @throws InvalidInputException that names the key
     */
    public void check(Labels labels, int dev, boolean chooses) {
        if (method != Method.NONE && labels.classes().isEmpty()) {
            throw new InvalidInputException(
                    "calibration.method: temperature calibrates the probabilities of classes, but the label has values; for intervals, say calibration: {interval: true}");
        }
        if (interval && !labels.classes().isEmpty()) {
            throw new InvalidInputException(
                    "calibration.interval: intervals are for labels with values, but the label has classes; for calibrated probabilities, say calibration: {method: temperature}");
        }
        if (threshold != null) {
            threshold.check(labels);
        }
        if (needsExamples() && dev == 0) {
            throw new InvalidInputException("calibration needs a dev set; add one to data.split");
        }
        if (interval && chooses && dev < 2) {
            throw new InvalidInputException(
                    "calibration.interval: the dev set has one example, which chooses the epoch; expected more, a part of which is kept apart for the intervals");
        }
    }
}
