package io.descent.core.experiment;

import io.descent.api.Plugin;
import io.descent.core.file.Differences;
import io.descent.core.plugin.HyperparameterInfo;
import io.descent.core.plugin.Names;
import io.descent.core.tensor.Decimal;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes experiments, and plugins with their hyperparameters, in the form that files have. */
public final class ExperimentWriter {
    private ExperimentWriter() {}

    /** The experiment as a YAML file: every key that has a value, paths absolute. */
    public static String yaml(Experiment experiment) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .build();
        return new Dump(settings).dumpToString(map(experiment));
    }

    /** The keys whose values differ, such as {@code training.learning-rate}, each with the first value and the second. */
    public static Map<String, List<@Nullable Object>> differences(Experiment first, Experiment second) {
        return Differences.between(map(first), map(second));
    }

    /** A plugin as files have it: its name, or a map from its name to all its hyperparameters. */
    public static Object plugin(Plugin plugin) {
        Map<String, Object> hyperparameters = map((Record) plugin);
        return hyperparameters.isEmpty() ? plugin.name() : Map.of(plugin.name(), hyperparameters);
    }

    /** A section as files have it: every key that has a value. */
    public static Map<String, Object> map(Record section) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (HyperparameterInfo info : HyperparameterInfo.of(section.getClass(), section)) {
            Object value = value(info.value());
            if (value != null) {
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
            // each list its own object: the dump would make aliases of equal ones
            return list.stream().map(ExperimentWriter::value).collect(Collectors.toCollection(ArrayList::new));
        }
        if (value instanceof SortedMap<?, ?> numbers) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            numbers.forEach((key, number) -> map.put(key, value(number)));
            return map;
        }
        if (value instanceof BatchSize size && !size.equals(BatchSize.ALL)) {
            return size.examples();
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        if (value instanceof Path path) {
            return path.toAbsolutePath().normalize().toString();
        }
        if (value instanceof Double number) {
            String text = Decimal.text(number); // printed alike by every JDK
            return text.matches("-?[0-9]+") ? (Object) Long.parseLong(text) : new BigDecimal(text);
        }
        if (value instanceof Number || value instanceof Boolean || value == null) {
            return value;
        }
        // a record whose text form is what its parse method reads is a value, another record a section
        return value instanceof Record section && !isValue(section) ? map(section) : value.toString();
    }

    private static boolean isValue(Record candidate) {
        return Binder.parseMethod(candidate.getClass()) != null;
    }
}
