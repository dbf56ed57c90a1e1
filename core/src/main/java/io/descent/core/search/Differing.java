package io.descent.core.search;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In what two trees of maps and scalars differ, in words. */
final class Differing {
    private Differing() {}

    /** Adds a text for each key whose values differ. */
    static void add(String key, @Nullable Object before, @Nullable Object now, List<String> texts) {
        if (before instanceof Map<?, ?> first && now instanceof Map<?, ?> second) {
            Set<Object> keys = new LinkedHashSet<>(first.keySet());
            keys.addAll(second.keySet());
            for (Object each : keys) {
                add(key.isEmpty() ? "" + each : key + "." + each, first.get(each), second.get(each), texts);
            }
        } else if (!Objects.equals(before, now)) {
            texts.add("%s was %s and is %s".formatted(key, text(before), text(now)));
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not there" : value.toString();
    }
}
