package io.descent.core.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics read from a file, which contains scalar metrics only.
 *
 * @param examples number of examples; 0 if unknown
 * @param values the metrics by name, including the cost
 */
public record RecordedEvaluation(int examples, Map<String, Double> values) implements Evaluation {
    /** Copies the map in its order. */
    public RecordedEvaluation {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public double cost() {
        return values.getOrDefault("cost", Double.NaN);
    }

    @Override
    public RecordedEvaluation with(Map<String, Double> scores) {
        Map<String, Double> all = new LinkedHashMap<>(values);
        all.putAll(scores);
        return new RecordedEvaluation(examples, all);
    }

    @Override
    public String headline() {
        return values.containsKey("accuracy") ? "accuracy" : "r2";
    }
}
