package io.descent.core.calibration.internal;

import io.descent.api.Predictions;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.Residuals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt about the predictions of a network, and what it is worth.
 *
 * @param calibration what the model does
 * @param examples the number of examples it was learnt from
 * @param sets the quality of the probabilities of each data set by its name; empty if they are as the network has them
 * @param threshold how the threshold was chosen; null for 0.5
 * @param notes what the user should know
 */
public record LearntCalibration(
        Calibration calibration,
        int examples,
        Map<String, Quality> sets,
        @Nullable Threshold threshold,
        List<String> notes) {
    /** Copies map and list. */
    public LearntCalibration {
        sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
        notes = List.copyOf(notes);
    }

    /**
     * The quality of the probabilities of a data set, before and after calibration.
     *
     * @param logLossBefore the metric log-loss
     * @param logLossAfter the same after calibration
     */
    public record Quality(double logLossBefore, double logLossAfter, Reliability before, Reliability after) {
        private static Quality of(Predictions raw, Calibration calibration) {
            Predictions calibrated = new CalibratedPredictions(raw, calibration);
            return new Quality(
                    Reliability.logLoss(raw),
                    Reliability.logLoss(calibrated),
                    Reliability.of(raw),
                    Reliability.of(calibrated));
        }
    }

    /**
     * Learns how to calibrate classes.
     *
     * @param raw predictions that the training has not seen, not calibrated: of the dev set, or each by the network that
     *     was trained without its fold
     * @param sets the predictions of data sets by their names, not calibrated, to be measured
     */
    public static LearntCalibration ofClasses(CalibrationSpec spec, Predictions raw, Map<String, Predictions> sets) {
        List<String> notes = new ArrayList<>();
        Calibration calibration = Calibration.NONE;
        Map<String, Quality> qualities = new LinkedHashMap<>();
        if (spec.method() == CalibrationSpec.Method.TEMPERATURE) {
            Temperature temperature = Temperature.of(raw);
            calibration = calibration.withTemperature(temperature.value());
            if (temperature.note() != null) {
                notes.add(temperature.note());
            }
            for (Map.Entry<String, Predictions> set : sets.entrySet()) {
                qualities.put(set.getKey(), Quality.of(set.getValue(), calibration));
            }
        }
        Threshold threshold = null;
        if (spec.threshold() != null) {
            threshold = Threshold.of(new CalibratedPredictions(raw, calibration), spec.threshold());
            calibration = calibration.withThreshold(threshold.value());
        }
        return new LearntCalibration(calibration, raw.size(), qualities, threshold, notes);
    }

    /**
     * What intervals need.
     *
     * @param residuals of each label
     */
    public static LearntCalibration ofValues(List<Residuals> residuals, List<String> notes) {
        return new LearntCalibration(
                new Calibration(1, Calibration.HALF, residuals),
                residuals.get(0).size(),
                Map.of(),
                null,
                notes);
    }

    /**
     * The residuals of one network.
     *
     * @param byLabel predictions of each label, of examples that chose neither the weights of the network nor its epoch
     */
    public static List<Residuals> residuals(List<Predictions> byLabel) {
        List<Residuals> residuals = new ArrayList<>();
        for (Predictions each : byLabel) {
            double[] predictions = new double[each.size()];
            double[] labels = new double[each.size()];
            for (int i = 0; i < labels.length; i++) {
                predictions[i] = each.value(i);
                labels[i] = each.label(i);
            }
            residuals.add(Residuals.of(predictions, labels));
        }
        return residuals;
    }
}
