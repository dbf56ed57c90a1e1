package io.descent.core.run;

import io.descent.core.importance.Importance;
import io.descent.core.importance.Importance.Dependence;
import io.descent.core.importance.Importance.OfColumn;
import io.descent.core.importance.Importance.Point;
import io.descent.inference.file.internal.Json;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The importance of columns as JSON, for files. */
public final class ImportanceJson {
    private ImportanceJson() {}

    /** Returns the section {@code importance} of a result. */
    public static Map<String, Object> of(Importance importance) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("set", importance.set());
        json.put("rows", importance.rows());
        json.put("repeats", importance.repeats());
        json.put("metric", importance.metric());
        json.put("value", importance.value());
        json.put(
                "columns", importance.columns().stream().map(ImportanceJson::of).toList());
        json.put(
                "partialDependence",
                importance.dependence().stream().map(ImportanceJson::of).toList());
        return json;
    }

    private static Map<String, Object> of(OfColumn column) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", column.name());
        json.put("mean", column.mean());
        json.put("standardDeviation", column.standardDeviation());
        return json;
    }

    private static Map<String, Object> of(Dependence dependence) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("column", dependence.column());
        json.put("ordered", dependence.isOrdered());
        json.put("outputs", dependence.outputs());
        json.put("rows", dependence.rows());
        json.put("points", dependence.points().stream().map(ImportanceJson::of).toList());
        return json;
    }

    private static Map<String, Object> of(Point point) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (point.number() != null) {
            json.put("number", point.number());
        }
        json.put("cell", point.cell());
        json.put("means", point.means());
        return json;
    }

    /**
     * Reads the importance from a run folder whose result is written.
     *
     * @return null if the run has measured none
     * @throws InvalidInputException if the file is damaged
     */
    public static @Nullable Importance read(Path folder) {
        Path file = folder.resolve(RunFiles.RESULT);
        try {
            return Json.read(Files.readString(file)).get("importance") instanceof Map<?, ?> json ? read(json) : null;
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(file + ": the importance of columns is damaged", e);
        }
    }

    private static Importance read(Map<?, ?> json) {
        return new Importance(
                text(json, "set"),
                (int) number(json.get("rows")),
                (int) number(json.get("repeats")),
                text(json, "metric"),
                number(json.get("value")),
                maps(json, "columns").stream()
                        .map(each -> new OfColumn(
                                text(each, "name"), number(each.get("mean")), number(each.get("standardDeviation"))))
                        .toList(),
                maps(json, "partialDependence").stream()
                        .map(ImportanceJson::dependence)
                        .toList());
    }

    private static Dependence dependence(Map<?, ?> json) {
        return new Dependence(
                text(json, "column"),
                Boolean.TRUE.equals(json.get("ordered")),
                list(json, "outputs").stream().map(String::valueOf).toList(),
                (int) number(json.get("rows")),
                maps(json, "points").stream()
                        .map(each -> new Point(
                                each.get("number") == null ? null : (Double) number(each.get("number")),
                                text(each, "cell"),
                                list(each, "means").stream()
                                        .map(ImportanceJson::number)
                                        .toList()))
                        .toList());
    }

    private static String text(Map<?, ?> json, String key) {
        return String.valueOf(json.get(key));
    }

    /** Numbers that are not finite are texts. */
    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(String.valueOf(value));
    }

    private static List<?> list(Map<?, ?> json, String key) {
        return json.get(key) instanceof List<?> list ? list : List.of();
    }

    private static List<Map<?, ?>> maps(Map<?, ?> json, String key) {
        return list(json, key).stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }
}
