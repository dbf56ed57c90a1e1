package io.descent.inference.model.internal;

import io.descent.api.Hyperparameter;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.file.internal.Json;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads {@code calibration.json}, which a model has if a {@link Calibration} was learnt. */
final class CalibrationFile {
    /** The name of the file. */
    static final String NAME = "calibration.json";

    private static final int FORMAT = 1;
    private static final int LONGEST = 1 << 28;

    private CalibrationFile() {}

    /** The file. */
    record Content(
            @Hyperparameter(min = FORMAT, max = FORMAT) int format,

            @Default("1") @Hyperparameter(min = Calibration.COLDEST, max = Calibration.HOTTEST)
            double temperature,

            @Default("0.5") @Hyperparameter(min = 0, max = 1)
            double threshold,

            @Default("[]") List<Label> intervals) {}

    /** The residuals of a label by fold. */
    record Label(String label, @Hyperparameter(min = 0) List<List<Double>> residuals) {
        Label {
            of(residuals); // rejects what is invalid with its line
        }

        private static Residuals of(List<List<Double>> residuals) {
            return new Residuals(residuals.stream()
                    .map(fold -> fold.stream().mapToDouble(Double::doubleValue).toArray())
                    .toList());
        }
    }

    /** The content of the file. */
    static String text(Calibration calibration, Schema schema) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        if (calibration.temperature() != 1) {
            json.put("temperature", calibration.temperature());
        }
        if (calibration.threshold() != Calibration.HALF) {
            json.put("threshold", calibration.threshold());
        }
        if (!calibration.intervals().isEmpty()) {
            List<Map<String, Object>> labels = new ArrayList<>();
            for (int k = 0; k < calibration.intervals().size(); k++) {
                Map<String, Object> label = new LinkedHashMap<>();
                label.put("label", schema.labels().get(k));
                label.put("residuals", calibration.intervals().get(k).byFold());
                labels.add(label);
            }
            json.put("intervals", labels);
        }
        return Json.pretty(json);
    }

    /**
     * Reads the file.
     *
     * @param schema of the model
     * @param members of an average; 0 for a single network
     * @throws InvalidInputException if it is damaged or is that of another model
     */
    static Calibration read(Path file, Schema schema, int members, PluginRegistry registry) {
        Content found = RecordReader.json(file, Content.class, LONGEST, registry);
        List<String> labels = found.intervals.stream().map(Label::label).toList();
        if (!labels.isEmpty() && !labels.equals(schema.labels())) {
            throw new InvalidInputException("%s: has intervals of %s, but the model predicts %s"
                    .formatted(file, String.join(", ", labels), schema.label()));
        }
        Calibration calibration = new Calibration(
                found.temperature,
                found.threshold,
                found.intervals.stream().map(each -> Label.of(each.residuals)).toList());
        String problem = calibration.problem(schema, members);
        if (problem != null) {
            throw new InvalidInputException(file + ": " + problem);
        }
        return calibration;
    }
}
