package io.descent.metrics;

import io.descent.api.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Metrics with their options, by the names of the golden files. */
final class Variants {
    static final Map<String, Metric> OF_CLASSES = new LinkedHashMap<>();
    static final Map<String, Metric> OF_VALUES = new LinkedHashMap<>();

    static {
        Stream.of(
                        new Accuracy(),
                        new BalancedAccuracy(),
                        new Precision(),
                        new Recall(),
                        new F1(),
                        new Auc(),
                        new AveragePrecision(),
                        new LogLoss(),
                        new Brier(),
                        new Matthews())
                .forEach(metric -> OF_CLASSES.put(metric.name(), metric));
        for (Average average : List.of(Average.MACRO, Average.MICRO, Average.WEIGHTED)) {
            OF_CLASSES.put("precision " + average.word(), new Precision("", average));
            OF_CLASSES.put("recall " + average.word(), new Recall("", average));
            OF_CLASSES.put("f1 " + average.word(), new F1("", average));
        }
        OF_CLASSES.put("precision of first", new Precision("c0", Average.AUTO));
        OF_CLASSES.put("recall of first", new Recall("c0", Average.AUTO));
        OF_CLASSES.put("f1 of first", new F1("c0", Average.AUTO));
        OF_CLASSES.put("average-precision of first", new AveragePrecision("c0"));
        for (int bins : new int[] {1, 10, 15}) {
            OF_CLASSES.put("expected-calibration-error " + bins, new ExpectedCalibrationError(bins));
        }
        for (int k : new int[] {1, 2, 3, 5}) {
            OF_CLASSES.put("top-k " + k, new TopK(k));
        }
        Stream.of(new Rmse(), new Mae(), new Mape(), new R2(), new MedianAbsoluteError(), new ExplainedVariance())
                .forEach(metric -> OF_VALUES.put(metric.name(), metric));
        OF_VALUES.put("pinball 0.5", new Pinball());
        OF_VALUES.put("pinball 0.9", new Pinball(List.of(0.9)));
        OF_VALUES.put("pinball 0.1 0.5 0.9", new Pinball(List.of(0.1, 0.5, 0.9)));
    }

    private Variants() {}

    /** The metrics that apply to a number of classes; to values if it is 0. */
    static Map<String, Metric> of(int classes) {
        if (classes == 0) {
            return OF_VALUES;
        }
        Map<String, Metric> metrics = new LinkedHashMap<>(OF_CLASSES);
        metrics.keySet().removeIf(name -> classes != 2 && name.endsWith("of first"));
        return metrics;
    }
}
