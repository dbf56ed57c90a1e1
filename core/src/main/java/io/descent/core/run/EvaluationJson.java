package io.descent.core.run;

import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Interval;
import io.descent.core.metrics.Intervals;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of a data set as JSON, for files. */
public final class EvaluationJson {
    private EvaluationJson() {}

    /** Returns the metrics like {@link #of(Evaluation)}, followed by their intervals unless they are null. */
    public static Map<String, @Nullable Object> of(Evaluation evaluation, @Nullable Intervals intervals) {
        Map<String, @Nullable Object> json = of(evaluation);
        if (intervals != null) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            intervals
                    .byMetric()
                    .forEach((metric, interval) -> each.put(metric, interval == null ? null : of(interval)));
            json.put("intervals", each);
            Map<String, Object> bootstrap = new LinkedHashMap<>();
            bootstrap.put("level", Interval.LEVEL);
            bootstrap.put("resamples", intervals.resamples());
            bootstrap.put("of", intervals.grouped() ? "groups" : "rows");
            bootstrap.put("drawn", intervals.units());
            json.put("bootstrap", bootstrap);
        }
        return json;
    }

    private static Map<String, Object> of(Interval interval) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("low", interval.low());
        json.put("high", interval.high());
        json.put("standardError", interval.standardError());
        return json;
    }

    /**
     * Returns the number of examples and the metrics by name, null where one is undefined; for classification also the
     * metrics of each class and the confusion matrix.
     */
    public static Map<String, @Nullable Object> of(Evaluation evaluation) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("examples", evaluation.examples());
        json.putAll(evaluation.values());
        ConfusionMatrix confusion = evaluation.confusion();
        if (confusion != null) {
            Map<String, Object> classes = new LinkedHashMap<>();
            for (int i = 0; i < confusion.classes().size(); i++) {
                Map<String, @Nullable Object> one = new LinkedHashMap<>();
                one.put("precision", confusion.precision(i));
                one.put("recall", confusion.recall(i));
                one.put("f1", confusion.f1(i));
                one.put("support", confusion.support(i));
                classes.put(confusion.classes().get(i), one);
            }
            json.put("classes", classes);
            json.put("confusion", confusion.counts());
        }
        return json;
    }
}
