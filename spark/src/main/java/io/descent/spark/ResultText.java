package io.descent.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The result of a training as lines for people. */
final class ResultText {
    private static final double LARGE = 10_000;

    private ResultText() {}

    /**
     * The metrics, one a line, with a column for each set; then notes, and the weights.
     *
     * @param result as {@link CollectedTraining#json} writes it
     */
    static List<String> of(Map<?, ?> result) {
        Map<String, Map<?, ?>> sets = new LinkedHashMap<>();
        for (String set : List.of("train", "dev", "test")) {
            put(sets, set, result.get("metrics"), set);
        }
        put(sets, "folds", result.get("folds"), "mean");
        put(sets, "+-", result.get("folds"), "standardDeviation");
        List<String> lines = new ArrayList<>();
        lines.add(row("", sets.keySet().stream().toList()));
        for (String name : names(sets)) {
            List<String> cells = sets.values().stream()
                    .map(metrics -> metrics.get(name) instanceof Number number ? text(number) : "")
                    .toList();
            lines.add(row(name, cells));
        }
        if (result.get("notes") instanceof List<?> notes) {
            notes.forEach(note -> lines.add(String.valueOf(note)));
        }
        lines.add("%s epochs, %s s, weights %s"
                .formatted(
                        result.get("epochs"),
                        result.get("seconds") instanceof Number seconds
                                ? String.format(Locale.ROOT, "%.1f", seconds.doubleValue())
                                : "?",
                        result.get("weightsSha256")));
        return lines;
    }

    private static void put(Map<String, Map<?, ?>> sets, String title, @Nullable Object from, String key) {
        if (from instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> metrics) {
            sets.put(title, metrics);
        }
    }

    private static Set<String> names(Map<String, Map<?, ?>> sets) {
        Set<String> names = new LinkedHashSet<>();
        sets.values()
                .forEach(metrics -> metrics.forEach((name, value) -> {
                    if (value instanceof Number) {
                        names.add(String.valueOf(name));
                    }
                }));
        return names;
    }

    private static String row(String name, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-14s", name));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %11s", cell)));
        return line.toString().stripTrailing();
    }

    private static String text(Number number) {
        double value = number.doubleValue();
        return number instanceof Integer || number instanceof Long
                ? String.format(Locale.ROOT, "%,d", number.longValue())
                : String.format(Locale.ROOT, Math.abs(value) < LARGE ? "%.4f" : "%,.0f", value);
    }
}
