package io.descent.inference.config.internal;

import io.descent.api.Plugin;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.Names;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.spec.Entries;
import io.descent.inference.spec.Shorthand;
import io.descent.inference.spec.Texts;
import io.descent.inference.text.internal.Decimal;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns records and plugins into the maps, lists and scalars that {@link Binder} reads back. */
public final class RecordWriter {
    /** The path that stands for standard input. */
    static final String STANDARD_INPUT = "-";

    private static final String WHOLE = "-?[0-9]+";

    private RecordWriter() {}

    /** A plugin as written in files: its name, or a map from its name to all its hyperparameters. */
    public static Object plugin(Plugin plugin) {
        Map<String, Object> hyperparameters = map((Record) plugin);
        return hyperparameters.isEmpty() ? PluginName.of(plugin) : Map.of(PluginName.of(plugin), hyperparameters);
    }

    /** A section as written in files: every key that has a value. */
    public static Map<String, Object> map(Record section) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (HyperparameterInfo info : HyperparameterInfo.of(section.getClass(), section)) {
            Object value = value(info.value());
            if (info.isFlat() && value instanceof Map<?, ?> inner) {
                inner.forEach((key, each) -> map.put((String) key, each));
            } else if (value != null) {
                map.put(info.key(), value);
            }
        }
        return map;
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Plugin plugin) {
            return plugin(plugin);
        }
        if (value instanceof List<?> list) {
            // a new object for each list: the YAML dump writes an alias where the same object appears again
            return list.stream().map(RecordWriter::value).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof Texts texts && texts.all().size() > 1) {
            return value(texts.all());
        }
        if (value instanceof Entries setting && !setting.entries().isEmpty()) {
            return value(setting.entries());
        }
        if (value instanceof SortedMap<?, ?> numbers) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            numbers.forEach((key, number) -> map.put(key, value(number)));
            return map;
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        if (value instanceof Path path) {
            return path.toString().equals(STANDARD_INPUT)
                    ? STANDARD_INPUT
                    : path.toAbsolutePath().normalize().toString();
        }
        if (value instanceof Double number) {
            String text = Decimal.text(number); // printed alike by every JDK
            return text.matches(WHOLE) ? (Object) Long.parseLong(text) : new BigDecimal(text);
        }
        if (value instanceof Number || value instanceof Boolean || value == null) {
            return value;
        }
        // a record with a parse method is written as text unless it is a shorthand, any other record as a section
        if (value instanceof Record section && !isValue(section)) {
            return map(section);
        }
        String text = value.toString();
        return !(value instanceof String) && text.matches(WHOLE) ? (Object) Long.parseLong(text) : text;
    }

    private static boolean isValue(Record candidate) {
        return Binder.parseMethod(candidate.getClass()) != null && !(candidate instanceof Shorthand);
    }
}
