package io.descent.core.run;

import io.descent.core.metrics.ClassificationEvaluation;
import io.descent.core.metrics.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of a data set as JSON, for files. */
public final class EvaluationJson {
    private EvaluationJson() {}

    /**
     * Returns the number of examples and the metrics by name; for classification also the metrics of each class and the
     * confusion matrix.
     */
    public static Map<String, Object> of(Evaluation evaluation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("examples", evaluation.examples());
        json.putAll(evaluation.values());
        if (evaluation instanceof ClassificationEvaluation classification) {
            Map<String, Object> classes = new LinkedHashMap<>();
            for (int i = 0; i < classification.classes().size(); i++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("precision", classification.precision(i));
                one.put("recall", classification.recall(i));
                one.put("f1", classification.f1(i));
                one.put("support", classification.support(i));
                classes.put(classification.classes().get(i), one);
            }
            json.put("classes", classes);
            json.put("confusion", classification.confusion());
        }
        return json;
    }
}
