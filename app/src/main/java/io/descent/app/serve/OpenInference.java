package io.descent.app.serve;

import io.descent.inference.Prediction;
import io.descent.inference.model.internal.NamedValues;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.table.internal.FeatureColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers of the Open Inference Protocol, version 2
 * (https://github.com/open-inference/open-inference-protocol): a tensor [N] or [N, 1] per column. Numbers and truth values
 * are numbers or null, words and dates BYTES, which are texts in JSON.
 */
final class OpenInference {
    private static final String VERSION = "0.1.0";

    private OpenInference() {}

    /** What the server is. */
    static Map<String, Object> server() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", "descent");
        json.put(
                "version",
                Objects.requireNonNullElse(OpenInference.class.getPackage().getImplementationVersion(), VERSION));
        json.put("extensions", List.of());
        return json;
    }

    /** What the model expects and returns. */
    static Map<String, Object> model(String name, Scorer scorer) {
        List<Object> inputs = new ArrayList<>();
        for (FeatureColumn column : scorer.model().parts().encoding().columns()) {
            inputs.add(tensor(column.name(), isText(column) ? "BYTES" : "FP64", -1, 1));
        }
        List<Object> outputs = new ArrayList<>();
        int classes = scorer.model().schema().classes().size();
        if (classes > 0) {
            outputs.add(tensor("label", "BYTES", -1));
            outputs.add(tensor("probabilities", "FP64", -1, classes));
        } else {
            outputs.add(
                    tensor("value", "FP64", -1, scorer.model().schema().labels().size()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("versions", List.of());
        json.put("platform", "descent");
        json.put("inputs", inputs);
        json.put("outputs", outputs);
        return json;
    }

    private static boolean isText(FeatureColumn column) {
        return column.kind() == ColumnKind.CATEGORICAL || column.kind() == ColumnKind.DATE;
    }

    private static Map<String, Object> tensor(String name, String type, Integer... shape) {
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("name", name);
        tensor.put("datatype", type);
        tensor.put("shape", List.of(shape));
        return tensor;
    }

    /**
     * The rows of a request.
     *
     * @throws Refusal if the tensors do not have one element per row each
     */
    static List<Map<String, @Nullable Object>> rows(Map<String, ?> request) {
        if (!(request.get("inputs") instanceof List<?> inputs) || inputs.isEmpty()) {
            throw new Refusal(400, "expected a list 'inputs' of tensors");
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Object each : inputs) {
            if (!(each instanceof Map<?, ?> tensor)
                    || !(tensor.get("name") instanceof String name)
                    || !(tensor.get("data") instanceof List<?> data)) {
                throw new Refusal(400, "expected tensors with 'name' and 'data'");
            }
            List<Object> flat = new ArrayList<>();
            for (Object cell : data) {
                if (cell instanceof List<?> inner) {
                    flat.addAll(inner);
                } else {
                    flat.add(cell);
                }
            }
            long expected = flat.size();
            if (tensor.get("shape") instanceof List<?> shape) {
                expected = 1;
                for (Object length : shape) {
                    expected *= length instanceof Number number ? number.longValue() : 0;
                }
            }
            if (expected != flat.size() || (!rows.isEmpty() && rows.size() != flat.size())) {
                throw new Refusal(
                        400,
                        "the tensor '%s' has %d elements, but its shape or the other tensors say %d"
                                .formatted(name, flat.size(), rows.isEmpty() ? expected : rows.size()));
            }
            for (int i = 0; i < flat.size(); i++) {
                if (rows.size() <= i) {
                    rows.add(new LinkedHashMap<>());
                }
                rows.get(i).put(name, flat.get(i));
            }
        }
        return rows;
    }

    /**
     * The answer.
     *
     * @throws Refusal if a row has a problem
     */
    static Map<String, Object> answer(String name, @Nullable Object id, Scorer scorer, List<Scorer.Scored> scored) {
        List<Object> labels = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        boolean isClasses = !scorer.model().schema().classes().isEmpty();
        for (int i = 0; i < scored.size(); i++) {
            NamedValues.Problem problem = scored.get(i).problem();
            Prediction prediction = scored.get(i).prediction();
            if (problem != null || prediction == null) {
                throw new Refusal(
                        400, "row %d: %s".formatted(i, problem == null ? "no prediction" : problem.message()));
            }
            if (isClasses) {
                labels.add(prediction.label());
                numbers.addAll(prediction.probabilities().values());
            } else {
                for (String label : scorer.model().schema().labels()) {
                    numbers.add(prediction.value(label));
                }
            }
        }
        List<Object> outputs = new ArrayList<>();
        int rows = scored.size();
        if (isClasses) {
            outputs.add(with(tensor("label", "BYTES", rows), labels));
            int classes = scorer.model().schema().classes().size();
            outputs.add(with(tensor("probabilities", "FP64", rows, classes), numbers));
        } else {
            outputs.add(with(
                    tensor(
                            "value",
                            "FP64",
                            rows,
                            scorer.model().schema().labels().size()),
                    numbers));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_name", name);
        if (id != null) {
            json.put("id", id);
        }
        json.put("outputs", outputs);
        return json;
    }

    private static Map<String, Object> with(Map<String, Object> tensor, List<Object> data) {
        tensor.put("data", data);
        return tensor;
    }
}
