package io.descent.core.file.internal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two trees of maps, lists and scalars. */
public final class Differences {
    private Differences() {}

    /** The keys whose values differ, such as {@code training.learning-rate}, each with its first and second value. */
    public static Map<String, List<@Nullable Object>> between(@Nullable Object first, @Nullable Object second) {
        Map<String, @Nullable Object> before = new LinkedHashMap<>();
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        flatten("", first, before);
        flatten("", second, after);
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        Map<String, List<@Nullable Object>> differences = new LinkedHashMap<>();
        for (String key : keys) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                differences.put(key, Arrays.asList(before.get(key), after.get(key)));
            }
        }
        return differences;
    }

    private static void flatten(String path, @Nullable Object value, Map<String, @Nullable Object> target) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, target));
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + i + "]", list.get(i), target);
            }
        } else {
            target.put(path, value);
        }
    }
}
