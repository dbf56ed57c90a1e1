package io.descent.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.Model;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime computes on raw rows what Descent predicts. */
class OnnxModelTest {
    private static final List<String> COLUMNS =
            List.of("age", "price", "large", "flat", "member", "city", "street", "day", "moment");
    private static final int ROWS = 240;

    @TempDir
    Path folder;

    /** A row with cells of every kind, some of them missing. */
    private static Map<String, String> row(SplittableRandom random, boolean isNew) {
        Map<String, String> row = new LinkedHashMap<>();
        double price = Math.exp(random.nextDouble() * 9 - 1);
        row.put("age", Integer.toString(random.nextInt(90)));
        row.put("price", String.format(Locale.ROOT, "%.7f", price));
        row.put("large", Long.toString(4_000_000_000L + random.nextInt(1000)));
        row.put("flat", "7");
        row.put("member", random.nextBoolean() ? "yes" : "no");
        row.put("city", List.of("Bern", "Genf", "Zug").get(random.nextInt(3)));
        row.put("street", "street " + (int) Math.sqrt(random.nextInt(400)));
        row.put(
                "day",
                "%04d-%02d-%02d".formatted(1896 + random.nextInt(210), 1 + random.nextInt(12), 1 + random.nextInt(28)));
        row.put(
                "moment",
                "2024-%02d-28T%02d:%02d:07".formatted(1 + random.nextInt(12), random.nextInt(24), random.nextInt(60)));
        for (String column : COLUMNS) {
            if (!column.equals("flat") && random.nextInt(12) == 0) {
                row.put(column, random.nextBoolean() ? "" : "NA");
            }
        }
        if (isNew && random.nextInt(4) == 0) {
            row.put("city", "Chur");
            row.put("street", "Unheard-of Lane");
            row.put("day", "2000-02-29");
            row.put("price", "1e30");
        }
        return row;
    }

    private static double signal(Map<String, String> row) {
        double age = row.get("age").matches("[0-9]+") ? Integer.parseInt(row.get("age")) : 40;
        return age / 20
                + (row.get("city").equals("Bern") ? 2 : 0)
                + row.get("street").length() % 3;
    }

    private Model train(String label, List<String> settings) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append(",kind,two,value,other\n");
        for (int i = 0; i < ROWS; i++) {
            Map<String, String> row = row(random, false);
            double signal = signal(row) + random.nextDouble();
            csv.append(String.join(",", row.values()))
                    .append(",k")
                    .append((int) signal % 3)
                    .append(signal > 4 ? ",on," : ",off,")
                    .append(1000 + 100 * signal)
                    .append(',')
                    .append(signal * signal)
                    .append('\n');
        }
        Path table = Files.writeString(folder.resolve("table.csv"), csv);
        List<String> others = new ArrayList<>(List.of("kind", "two", "value", "other"));
        others.removeAll(List.of(label.split(", ")));
        StringBuilder columns =
                new StringBuilder("large: numeric, flat: numeric, street: categorical, city: categorical");
        others.forEach(other -> columns.append(", ").append(other).append(": ignore"));
        String text =
                "recipe: none\ndata: {file: '%s', label: [%s], columns: {%s}, split: 60/20/20}\nnetwork: {hidden: [{units: 12}]}\ntraining: {epochs: 4}\n"
                        .formatted(table, label, columns);
        return Trained.model(text, folder, settings);
    }

    private static List<Map<String, String>> newRows() {
        SplittableRandom random = new SplittableRandom(6);
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(row(random, true));
        }
        return rows;
    }

    static Stream<Arguments> models() {
        List<Arguments> all = new ArrayList<>();
        for (String precision : List.of("precision=float32", "precision=float64")) {
            for (String label : List.of("kind", "two", "value", "value, other")) {
                all.add(Arguments.of(label, List.of(precision)));
                all.add(Arguments.of(label, List.of(precision, "recipe=tables", "training.epochs=2")));
            }
            for (String scaling : List.of("robust", "quantile", "min-max", "none")) {
                all.add(Arguments.of("kind", List.of(precision, "data.normalize=" + scaling)));
            }
            for (String target : List.of("log", "quantile", "none", "standardize")) {
                all.add(Arguments.of("value", List.of(precision, "data.target=" + target)));
            }
            all.add(Arguments.of(
                    "value",
                    List.of(precision, "data.clamp=true", "network.loss={quantile: {levels: [0.1, 0.5, 0.9]}}")));
            all.add(Arguments.of(
                    "kind", List.of(precision, "network.hidden=[{units: 9, batch-norm: true}, {units: 5}]")));
            all.add(Arguments.of(
                    "two",
                    List.of(
                            precision,
                            "training.folds=3",
                            "calibration.method=temperature",
                            "calibration.threshold.value=0.3")));
            all.add(Arguments.of("kind", List.of(precision, "training.folds=3", "recipe=tables", "training.epochs=2")));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictsTheSame(String label, List<String> settings) throws Exception {
        Model model = train(label, settings);
        Comparison.of(model, newRows(), null);
    }

    @ParameterizedTest
    @MethodSource("intervals")
    void hasTheSameIntervals(String label, List<String> settings) throws Exception {
        Model model = train(label, settings);
        Comparison.of(model, newRows(), 0.9);
        Comparison.of(model, newRows(), 0.4);
    }

    static Stream<Arguments> intervals() {
        List<Arguments> all = new ArrayList<>();
        for (String precision : List.of("precision=float32", "precision=float64")) {
            for (String label : List.of("value", "value, other")) {
                all.add(Arguments.of(label, List.of(precision, "calibration.interval=true")));
                all.add(Arguments.of(label, List.of(precision, "calibration.interval=true", "training.folds=3")));
                all.add(Arguments.of(
                        label,
                        List.of(precision, "calibration.interval=true", "training.folds=3", "data.split=80/0/20")));
            }
        }
        return all.stream();
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Model model = train("kind", List.of());
        assertThat(OnnxModel.of(model, Precision.FLOAT32, null))
                .isEqualTo(OnnxModel.of(model, Precision.FLOAT32, null));
    }
}
