package io.descent.core.run;

import io.descent.core.metrics.Evaluation;
import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerReport;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of {@code metrics.jsonl}: the report of one epoch. */
final class MetricsLine {
    private MetricsLine() {}

    /** Returns the report by the names used in files; the caller may add entries. */
    static Map<String, Object> of(EpochReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch());
        line.put("learningRate", report.learningRate());
        line.put("seconds", report.seconds());
        line.put("evaluationSeconds", report.evaluationSeconds());
        line.put("train", Map.of("cost", report.trainCost()));
        if (report.dev() != null) {
            line.put("dev", report.dev().values());
        }
        if (!report.layers().isEmpty()) {
            line.put("layers", report.layers().stream().map(MetricsLine::of).toList());
        }
        return line;
    }

    private static Map<String, Object> of(LayerReport layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", layer.name());
        json.put("inputs", layer.inputs());
        json.put("units", layer.units());
        json.put("weightNorm", layer.weightNorm());
        json.put("gradientNorm", layer.gradientNorm());
        json.put("preActivationNorm", layer.preActivationNorm());
        json.put("activationNorm", layer.activationNorm());
        json.put("dead", layer.dead());
        json.put("small", layer.small());
        json.put("alike", layer.alike());
        return json;
    }

    private static LayerReport layer(Map<?, ?> json) {
        return new LayerReport(
                String.valueOf(json.get("name")),
                (int) number(json.get("inputs")),
                (int) number(json.get("units")),
                number(json.get("weightNorm")),
                number(json.get("gradientNorm")),
                number(json.get("preActivationNorm")),
                number(json.get("activationNorm")),
                number(json.get("dead")),
                number(json.get("small")),
                Boolean.TRUE.equals(json.get("alike")));
    }

    private static List<LayerReport> layers(@Nullable Object list) {
        return list instanceof List<?> layers
                ? layers.stream().map(each -> layer((Map<?, ?>) each)).toList()
                : List.of();
    }

    /**
     * Reads a line.
     *
     * @param file the file's name in messages
     * @param epoch the epoch that the line must be of
     */
    static EpochReport read(Path file, int epoch, String line) {
        try {
            Map<String, Object> json = Json.read(line);
            Object dev = json.get("dev");
            if (number(json.get("epoch")) == epoch && json.get("train") instanceof Map<?, ?> train) {
                return new EpochReport(
                        epoch,
                        number(json.get("learningRate")),
                        number(json.get("seconds")),
                        number(json.get("evaluationSeconds")),
                        number(train.get("cost")),
                        dev != null,
                        dev instanceof Map<?, ?> values ? recorded(values) : null,
                        layers(json.get("layers")));
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(file, epoch);
        }
        throw damaged(file, epoch);
    }

    private static InvalidInputException damaged(Path file, int line) {
        return new InvalidInputException("%s, line %d: expected the metrics of epoch %d".formatted(file, line, line));
    }

    /** Infinities and NaN are written as strings, because JSON numbers cannot represent them. */
    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(String.valueOf(value));
    }

    private static Evaluation recorded(Map<?, ?> values) {
        Map<String, @Nullable Double> numbers = new LinkedHashMap<>();
        values.forEach((name, value) -> numbers.put(String.valueOf(name), value == null ? null : number(value)));
        return new Evaluation(0, numbers, null);
    }
}
