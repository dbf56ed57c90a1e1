package io.descent.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Options of a benchmark: names, each followed by its value. */
final class Options {
    private final Map<String, String> values = new TreeMap<>();

    Options(String[] arguments) {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            values.put(arguments[i], arguments[i + 1]);
        }
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** A value that is separated by commas. */
    List<String> list(String name, String usual) {
        return Arrays.stream(values.getOrDefault(name, usual).split(","))
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
