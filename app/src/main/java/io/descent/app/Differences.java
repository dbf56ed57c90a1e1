package io.descent.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The differences between experiments: for each key whose value is not the same in all of them, the values as text. */
final class Differences {
    private static final String ABSENT = "-";
    private static final int LONGEST = 40;

    private final Map<String, List<String>> byKey = new LinkedHashMap<>();

    /**
     * Compares experiments.
     *
     * @param experiments each as nested maps and lists
     */
    Differences(List<? extends Map<String, ?>> experiments) {
        compare("", new ArrayList<>(experiments));
    }

    /** The values as text, one per experiment, by key such as {@code training.learning-rate}. */
    Map<String, List<String>> byKey() {
        return byKey;
    }

    private void compare(String key, List<@Nullable Object> values) {
        if (values.stream().distinct().count() == 1) {
            return;
        }
        if (values.stream().allMatch(Map.class::isInstance) && !arePlugins(values)) {
            Set<Object> inner = new LinkedHashSet<>();
            values.forEach(value -> inner.addAll(((Map<?, ?>) value).keySet()));
            for (Object each : inner) {
                compare(
                        key.isEmpty() ? each.toString() : key + "." + each,
                        mapped(values, value -> ((Map<?, ?>) value).get(each)));
            }
        } else if (values.stream().allMatch(List.class::isInstance)
                && values.stream()
                                .map(value -> ((List<?>) value).size())
                                .distinct()
                                .count()
                        == 1) {
            int size = ((List<?>) values.get(0)).size();
            for (int i = 0; i < size; i++) {
                int index = i;
                compare(key + "[" + i + "]", mapped(values, value -> ((List<?>) value).get(index)));
            }
        } else {
            byKey.put(
                    key,
                    values.stream()
                            .map(Differences::text)
                            .map(Differences::shortened)
                            .toList());
        }
    }

    private static List<@Nullable Object> mapped(
            List<@Nullable Object> values, Function<Object, @Nullable Object> part) {
        List<@Nullable Object> parts = new ArrayList<>();
        values.forEach(value -> parts.add(part.apply(Objects.requireNonNull(value))));
        return parts;
    }

    /** Whether the maps are different plugins, whose hyperparameters cannot be compared. */
    private static boolean arePlugins(List<@Nullable Object> maps) {
        return maps.stream().allMatch(map -> map instanceof Map<?, ?> plugin && plugin.size() == 1)
                && maps.stream()
                                .map(map -> ((Map<?, ?>) map).keySet())
                                .distinct()
                                .count()
                        > 1;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            if (map.containsKey("units")) {
                return String.valueOf(map.get("units"));
            }
            return map.entrySet().stream()
                    .filter(entry -> !"".equals(entry.getValue()))
                    .map(entry -> entry.getValue() instanceof Map<?, ?> inner
                            ? entry.getKey() + (text(inner).isEmpty() ? "" : "(" + text(inner) + ")")
                            : entry.getKey() + " " + text(entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        if (value instanceof List<?> list) {
            boolean layers = !list.isEmpty()
                    && list.stream().allMatch(item -> item instanceof Map<?, ?> map && map.containsKey("units"));
            return layers
                    ? list.stream().map(Differences::text).collect(Collectors.joining("-"))
                    : list.stream().map(Differences::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value == null ? ABSENT : value.toString();
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
    }
}
