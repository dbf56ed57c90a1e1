package io.descent.app.serve;

import io.descent.inference.Interval;
import io.descent.inference.Model;
import io.descent.inference.Prediction;
import io.descent.inference.model.internal.NamedValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Predicts rows, each of which may be wrong. Any number of threads may use it at once. */
final class Scorer {
    private final Model model;

    Scorer(Model model) {
        this.model = model;
    }

    /**
     * The prediction for a row, or why there is none.
     *
     * @param prediction null if there is a problem
     * @param problem null if there is a prediction
     */
    record Scored(@Nullable Prediction prediction, NamedValues.@Nullable Problem problem) {}

    Model model() {
        return model;
    }

    /** Predicts rows given by the names of their columns. */
    List<Scored> score(List<? extends Map<String, ?>> rows) {
        List<Scored> scored = new ArrayList<>(rows.size());
        model.predict(rows, (prediction, problem) -> scored.add(new Scored(prediction, problem)));
        return scored;
    }

    /**
     * A prediction as JSON.
     *
     * @param level of the intervals of values; null for none
     */
    Map<String, Object> json(Scored scored, @Nullable Double level) {
        Map<String, Object> json = new LinkedHashMap<>();
        NamedValues.Problem problem = scored.problem();
        Prediction prediction = scored.prediction();
        if (problem != null || prediction == null) {
            json.put(
                    "error",
                    problem == null ? Map.of() : ordered("column", problem.feature(), "reason", problem.reason()));
            return json;
        }
        List<String> labels = model.schema().labels();
        if (!model.schema().classes().isEmpty()) {
            json.put("label", prediction.label());
            json.put("probabilities", prediction.probabilities());
        } else if (labels.size() == 1) {
            json.put("value", prediction.value());
            if (level != null) {
                Interval interval = prediction.interval(level);
                json.put("lower", interval.lower());
                json.put("upper", interval.upper());
            }
        } else {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String label : labels) {
                values.put(label, value(prediction, label, level));
            }
            json.put("values", values);
        }
        json.put("missing", prediction.missing());
        json.put("unseen", prediction.unseen());
        return json;
    }

    private static Object value(Prediction prediction, String label, @Nullable Double level) {
        if (level == null) {
            return prediction.value(label);
        }
        Interval interval = prediction.interval(label, level);
        Map<String, Object> json = ordered("value", prediction.value(label), "lower", interval.lower());
        json.put("upper", interval.upper());
        return json;
    }

    private static Map<String, Object> ordered(String first, Object one, String second, Object other) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }
}
