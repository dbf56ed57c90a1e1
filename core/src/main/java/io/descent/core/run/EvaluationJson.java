package io.descent.core.run;

import io.descent.core.metrics.ConfusionMatrix;
import io.descent.core.metrics.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of a data set as JSON, for files. */
public final class EvaluationJson {
    private EvaluationJson() {}

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
