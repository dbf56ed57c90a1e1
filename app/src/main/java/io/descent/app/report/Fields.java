package io.descent.app.report;

import io.descent.inference.file.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON file. What is missing, or of another type, is empty or null: a report shows what there is.
 *
 * @param map the members by name
 */
record Fields(Map<?, ?> map) {
    static final Fields NONE = new Fields(Map.of());

    /** Reads a file; empty if there is none, or if it is being written. */
    static Fields read(Path file) {
        try {
            return new Fields(Json.read(Files.readString(file)));
        } catch (IOException | RuntimeException e) {
            return NONE;
        }
    }

    boolean isEmpty() {
        return map.isEmpty();
    }

    /** The names in the order of the file. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        map.keySet().forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** The object at a path of names. */
    Fields at(String... path) {
        Fields inner = this;
        for (String name : path) {
            inner = of(inner.map.get(name));
        }
        return inner;
    }

    private static Fields of(@Nullable Object value) {
        return value instanceof Map<?, ?> object ? new Fields(object) : NONE;
    }

    /** A number; null if there is none. Numbers that are not finite are texts in JSON. */
    @Nullable
    Double number(String name) {
        return number(map.get(name));
    }

    /** A number; NaN if there is none. */
    double orNaN(String name) {
        return orNaN(map.get(name));
    }

    private static double orNaN(@Nullable Object value) {
        Double number = number(value);
        return number == null ? Double.NaN : number;
    }

    private static @Nullable Double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        return value instanceof String text && text.matches("NaN|-?Infinity") ? Double.valueOf(text) : null;
    }

    /** A value as text; empty if it is missing. */
    String text(String name) {
        Object value = map.get(name);
        return value == null || value instanceof Map<?, ?> || value instanceof List<?> ? "" : value.toString();
    }

    List<?> list(String name) {
        return map.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The objects of a list. */
    List<Fields> objects(String name) {
        return list(name).stream().filter(Map.class::isInstance).map(Fields::of).toList();
    }

    /** The texts of a list. */
    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    /** The numbers of a list, NaN where there is none. */
    static double[] numbers(List<?> list) {
        return list.stream().mapToDouble(Fields::orNaN).toArray();
    }

    /** One coordinate of a list of points. */
    double[] coordinates(String name, int index) {
        return numbers(list(name).stream()
                .map(point -> point instanceof List<?> pair && pair.size() > index ? pair.get(index) : Double.NaN)
                .toList());
    }
}
