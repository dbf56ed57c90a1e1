package io.descent.core.plugin;

import io.descent.api.Hyperparameter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One component of a record that is read from an experiment file.
 *
 * @param key its name in kebab-case
 * @param component the component
 * @param defaultValue the value that the no-argument constructor gives it; null if there is none
 */
public record HyperparameterInfo(
        String key, RecordComponent component, @Nullable Object defaultValue) {
    /**
     * The components of a record type.
     *
     * @param prototype what the no-argument constructor made, if there is one
     */
    public static List<HyperparameterInfo> of(Class<? extends Record> type, @Nullable Object prototype) {
        List<HyperparameterInfo> infos = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            infos.add(new HyperparameterInfo(
                    Names.kebab(component.getName()),
                    component,
                    prototype == null ? null : value(component, prototype)));
        }
        return infos;
    }

    /** The value of a component in a record. */
    public static @Nullable Object value(RecordComponent component, Object holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "cannot read %s of %s: the record must be public".formatted(component.getName(), holder), e);
        }
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
        return raw == String.class ? "text" : Names.kind(raw);
    }

    /** What the annotation says of the component; null without one. */
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
            bounds.add((range.minExclusive() ? "above " : "at least ") + number(range.min()));
        }
        if (range.max() != Double.POSITIVE_INFINITY) {
            bounds.add((range.maxExclusive() ? "below " : "at most ") + number(range.max()));
        }
        return String.join(" and ", bounds);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
