package io.descent.benchmarks;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One training on a real table, as a line of {@code results.jsonl}.
 *
 * @param table its name
 * @param variant {@code one}, {@code folds}, or {@code without ...} of one net
 * @param score accuracy or R2 on the test set
 * @param standardError of the score, by bootstrap over the rows of the test set
 * @param second AUC for classes, RMSE for values
 * @param logLoss after calibration; null for values
 * @param logLossError standard error of the log loss; null for values
 * @param rawLogLoss before calibration; null for values
 * @param coverage of intervals of values of the level 0.9; null for classes
 * @param width of these intervals, in standard deviations of the values
 * @param gflops floating-point operations per second, in units of 10^9; null for several networks
 * @param floor share of the time that matrix products alone would take; null for several networks
 * @param rows of all sets
 * @param inputs of the first layer
 * @param columns what the columns are
 */
record TableResult(
        String table,
        String variant,
        long seed,
        double score,
        double standardError,
        @Nullable Double second,
        @Nullable Double logLoss,
        @Nullable Double logLossError,
        @Nullable Double rawLogLoss,
        double seconds,
        @Nullable Double coverage,
        @Nullable Double width,
        @Nullable Double gflops,
        @Nullable Double floor,
        int rows,
        int inputs,
        String columns) {
    /** Whether the label has classes. */
    boolean isClasses() {
        return logLoss != null;
    }

    /** Reads the results that are there. */
    static List<TableResult> read(Path file) throws IOException {
        List<TableResult> results = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Map<String, Object> map = Json.read(line);
                results.add(new TableResult(
                        text(map, "table"),
                        text(map, "variant"),
                        (long) number(map, "seed"),
                        number(map, "score"),
                        number(map, "standardError"),
                        optional(map, "second"),
                        optional(map, "logLoss"),
                        optional(map, "logLossError"),
                        optional(map, "rawLogLoss"),
                        number(map, "seconds"),
                        optional(map, "coverage"),
                        optional(map, "width"),
                        optional(map, "gflops"),
                        optional(map, "floor"),
                        (int) number(map, "rows"),
                        (int) number(map, "inputs"),
                        text(map, "columns")));
            }
        }
        return results;
    }

    private static String text(Map<String, Object> map, String key) {
        return (String) Objects.requireNonNull(map.get(key), key);
    }

    private static double number(Map<String, Object> map, String key) {
        return ((Number) Objects.requireNonNull(map.get(key), key)).doubleValue();
    }

    private static @Nullable Double optional(Map<String, Object> map, String key) {
        return map.get(key) == null ? null : number(map, key);
    }

    /** Appends the result to a file. */
    void append(Path file) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("table", table);
        map.put("variant", variant);
        map.put("seed", seed);
        map.put("score", score);
        map.put("standardError", standardError);
        map.put("second", second);
        map.put("logLoss", logLoss);
        map.put("logLossError", logLossError);
        map.put("rawLogLoss", rawLogLoss);
        map.put("seconds", seconds);
        map.put("coverage", coverage);
        map.put("width", width);
        map.put("gflops", gflops);
        map.put("floor", floor);
        map.put("rows", rows);
        map.put("inputs", inputs);
        map.put("columns", columns);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Json.line(map) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
