package io.descent.inference.plugin.internal;

import io.descent.api.Hyperparameter;
import io.descent.api.Plugin;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Flat;
import io.descent.inference.text.internal.Decimal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record that is read from an experiment file.
 *
 * @param key its name in kebab-case
 * @param component the component
 * @param value its value in a given record, such as one made by the no-argument constructor; null without a record
 */
public record HyperparameterInfo(
        String key, RecordComponent component, @Nullable Object value) {
    private static final Set<Class<?>> SCALARS =
            Set.of(double.class, int.class, long.class, boolean.class, String.class);

    /** The components of each record type, without values. A model may have thousands of records of one type. */
    private static final ClassValue<List<HyperparameterInfo>> OF_TYPES = new ClassValue<>() {
        @Override
        protected List<HyperparameterInfo> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(component -> new HyperparameterInfo(Names.kebab(component.getName()), component, null))
                    .toList();
        }
    };

    /**
     * The components of a record type.
     *
     * @param holder the record to take the values from, such as one made by the no-argument constructor; null for no
     *     values
     */
    public static List<HyperparameterInfo> of(Class<? extends Record> type, @Nullable Object holder) {
        List<HyperparameterInfo> infos = OF_TYPES.get(type);
        return holder == null
                ? infos
                : infos.stream()
                        .map(info -> new HyperparameterInfo(info.key, info.component, read(info.component, holder)))
                        .toList();
    }

    /** The components; of a flat component, its own components take its place. */
    public static List<HyperparameterInfo> flat(List<HyperparameterInfo> infos) {
        List<HyperparameterInfo> all = new ArrayList<>();
        for (HyperparameterInfo info : infos) {
            if (info.isFlat()) {
                all.addAll(of(info.recordType(), info.value));
            } else {
                all.add(info);
            }
        }
        return all;
    }

    private static @Nullable Object read(RecordComponent component, Object holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "%s() of %s failed: %s"
                            .formatted(
                                    component.getName(),
                                    component.getDeclaringRecord().getName(),
                                    PluginFailure.describe(e.getTargetException())),
                    e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(
                    "cannot read %s of %s: the record must be public, and its package exported if it is in a module"
                            .formatted(component.getName(), holder),
                    e);
        }
    }

    /** The value as shown to users. */
    public String valueText() {
        if (value instanceof Double number) {
            return Decimal.text(number);
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(each -> each instanceof Double number ? Decimal.text(number) : String.valueOf(each))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof SortedMap<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + ": " + Decimal.text((Double) e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        if (value instanceof String text && text.isEmpty()) {
            return "''";
        }
        return value instanceof Plugin plugin ? PluginName.of(plugin) : String.valueOf(value);
    }

    /** Whether files can set a component of this type in a plugin. */
    boolean isSettable() {
        Class<?> raw = component.getType();
        return SCALARS.contains(raw)
                || raw.isEnum()
                || isTable()
                || isNumbers()
                || (raw.isInterface() && Plugin.class.isAssignableFrom(raw));
    }

    /** Whether it is a map from whole numbers to numbers. */
    private boolean isTable() {
        return type() instanceof ParameterizedType generic
                && generic.getRawType() == SortedMap.class
                && generic.getActualTypeArguments()[0] == Integer.class
                && generic.getActualTypeArguments()[1] == Double.class;
    }

    /** Whether it is a list of numbers. */
    private boolean isNumbers() {
        return type() instanceof ParameterizedType generic
                && generic.getRawType() == List.class
                && generic.getActualTypeArguments()[0] == Double.class;
    }

    /** Whether a file may leave the key out and the component then has no value. */
    public boolean isOptional() {
        Default otherwise = component.getAnnotation(Default.class);
        return otherwise != null && otherwise.value().equals("null");
    }

    /** Whether the keys of this record stand in the section of the outer record. */
    public boolean isFlat() {
        return component.isAnnotationPresent(Flat.class);
    }

    /** The type of a flat component. */
    public Class<? extends Record> recordType() {
        return component.getType().asSubclass(Record.class);
    }

    /** The type as declared. */
    public Type type() {
        return component.getGenericType();
    }

    /** The type in words: {@code number}, {@code whole number}, {@code relu|tanh}. */
    public String typeName() {
        Class<?> raw = component.getType();
        if (raw == double.class) {
            return "number";
        }
        if (raw == int.class || raw == long.class) {
            return "whole number";
        }
        if (raw == boolean.class) {
            return "true or false";
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(constant -> Names.kebab(((Enum<?>) constant).name()))
                    .collect(Collectors.joining("|"));
        }
        if (isTable()) {
            return "map from whole numbers to numbers";
        }
        if (isNumbers()) {
            return "list of numbers";
        }
        return raw == String.class ? "text" : Names.kind(raw);
    }

    /** The annotation of the component; null if there is none. */
    public @Nullable Hyperparameter annotation() {
        return component.getAnnotation(Hyperparameter.class);
    }

    /** One line of help; empty if there is none. */
    public String help() {
        Hyperparameter annotation = annotation();
        return annotation == null ? "" : annotation.help();
    }

    /** Whether a number lies in the range. */
    public boolean allows(double value) {
        Hyperparameter range = annotation();
        return Double.isFinite(value)
                && (range == null
                        || ((range.minExclusive() ? value > range.min() : value >= range.min())
                                && (range.maxExclusive() ? value < range.max() : value <= range.max())));
    }

    /** The range in words, such as {@code above 0 and at most 1}; empty if every number is allowed. */
    public String range() {
        Hyperparameter range = annotation();
        if (range == null) {
            return "";
        }
        List<String> bounds = new ArrayList<>();
        if (range.min() != Double.NEGATIVE_INFINITY) {
            bounds.add((range.minExclusive() ? "above " : "at least ") + Decimal.text(range.min()));
        }
        if (range.max() != Double.POSITIVE_INFINITY) {
            bounds.add((range.maxExclusive() ? "below " : "at most ") + Decimal.text(range.max()));
        }
        return String.join(" and ", bounds);
    }
}
