package io.descent.core.run;

import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.internal.LearntCalibration;
import io.descent.core.calibration.internal.Reliability;
import io.descent.core.calibration.internal.Threshold;
import io.descent.core.training.CalibrationReport;
import io.descent.core.training.TrainingResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was learnt about predictions, as JSON for files. */
final class CalibrationJson {
    private CalibrationJson() {}

    /** Adds the sections {@code calibration} and {@code threshold}, if there is something to tell. */
    static void add(TrainingResult result, Map<String, Object> json) {
        CalibrationReport report = result.calibration();
        CalibrationSpec asked = result.experiment().calibration();
        if (report == null || asked == null) {
            return;
        }
        if (asked.method() != CalibrationSpec.Method.NONE || asked.interval()) {
            json.put("calibration", calibration(report.learnt()));
        }
        Threshold threshold = report.learnt().threshold();
        if (threshold != null) {
            json.put("threshold", threshold(threshold, result, report));
        }
    }

    private static Map<String, Object> calibration(LearntCalibration learnt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("examples", learnt.examples());
        if (!learnt.sets().isEmpty()) {
            json.put("temperature", learnt.calibration().temperature());
        }
        learnt.sets().forEach((set, quality) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("logLoss", pair(quality.logLossBefore(), quality.logLossAfter()));
            one.put(
                    "calibrationError",
                    pair(quality.before().error(), quality.after().error()));
            one.put("reliability", pair(bins(quality.before()), bins(quality.after())));
            json.put(set, one);
        });
        if (!learnt.notes().isEmpty()) {
            json.put("notes", learnt.notes());
        }
        return json;
    }

    private static Map<String, Object> pair(Object before, Object after) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put("before", before);
        pair.put("after", after);
        return pair;
    }

    private static List<Map<String, Object>> bins(Reliability reliability) {
        return reliability.bins().stream()
                .map(bin -> {
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("predicted", bin.predicted());
                    one.put("observed", bin.observed());
                    one.put("examples", bin.examples());
                    return one;
                })
                .toList();
    }

    private static Map<String, Object> threshold(Threshold threshold, TrainingResult result, CalibrationReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", result.model().schema().classes().get(1));
        json.put("value", threshold.value());
        json.put("goal", threshold.goal());
        Map<String, Map<String, @Nullable Double>> own = new LinkedHashMap<>();
        if (result.dev() != null) {
            own.put("dev", result.dev().values());
        }
        if (result.test() != null) {
            own.put("test", result.test().values());
        }
        json.put("atValue", own);
        Map<String, Map<String, @Nullable Double>> half = new LinkedHashMap<>();
        report.atHalf().forEach((set, evaluation) -> half.put(set, evaluation.values()));
        json.put("atHalf", half);
        return json;
    }
}
