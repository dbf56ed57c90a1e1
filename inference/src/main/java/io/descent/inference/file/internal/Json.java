package io.descent.inference.file.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.descent.inference.limit.internal.Limits;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as maps, lists, strings, numbers and booleans. NaN and infinities are written as strings, since
 * JSON has no numbers for them.
 */
public final class Json {
    /** What every reader of JSON refuses, before it takes memory for it. */
    public static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(Limits.NESTING)
            .maxNumberLength(Limits.JSON_NUMBER)
            .maxStringLength(Limits.CELL)
            .maxNameLength(Limits.CELL)
            .build();

    // prints numbers alike on every JDK, and escapes the characters that JSON allows but YAML 1.2 forbids
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(CONSTRAINTS)
            .build();

    private Json() {}

    /** A list of objects that indented JSON shows on one line each. */
    public record Lines(List<? extends Map<String, ?>> objects) {
        /** Copies the list. */
        public Lines {
            objects = List.copyOf(objects);
        }
    }

    /** An object as JSON on one line. */
    public static String line(Map<String, ?> object) {
        return text(object, false);
    }

    /** A list as JSON on one line. */
    public static String line(List<?> list) {
        return text(list, false);
    }

    /** An object as indented JSON, with a final line break. */
    public static String pretty(Map<String, ?> object) {
        return text(object, true);
    }

    private static String text(Object object, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            if (pretty) {
                json.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(object, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (pretty) {
            text.append('\n');
        }
        return text.toString();
    }

    private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof Lines lines) {
            json.writeRawValue("[");
            String separator = "\n    ";
            for (Map<String, ?> object : lines.objects) {
                json.writeRaw(separator);
                json.writeRaw(line(object));
                separator = ",\n    ";
            }
            json.writeRaw(lines.objects.isEmpty() ? "\n    \n  ]" : "\n  ]");
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(element, json);
            }
            json.writeEndArray();
        } else if (value instanceof double[] numbers) {
            json.writeArray(numbers, 0, numbers.length);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * Reads a JSON object.
     *
     * @throws IOException if the text is not a JSON object, or contains a key twice
     */
    public static Map<String, Object> read(String text) throws IOException {
        return read(text, Integer.MAX_VALUE);
    }

    /**
     * Reads a JSON object.
     *
     * @param most the number of values, in lists and objects too, from which the text is refused
     * @throws IOException if the text is not a JSON object, contains a key twice, or has too many values
     */
    @SuppressWarnings("unchecked") // the keys of a JSON object are texts
    public static Map<String, Object> read(String text, int most) throws IOException {
        return (Map<String, Object>) Objects.requireNonNull(read(text, most, true));
    }

    /**
     * Reads JSON: a map, a list, a text, a number, a truth value, or null.
     *
     * @param most the number of values, in lists and objects too, from which the text is refused
     * @throws IOException if the text is not JSON, contains a key of an object twice, or has too many values
     */
    public static @Nullable Object readValue(String text, int most) throws IOException {
        return read(text, most, false);
    }

    private static @Nullable Object read(String text, int most, boolean isObject) throws IOException {
        try (JsonParser json = FACTORY.createParser(text)) {
            JsonToken first = json.nextToken();
            if (isObject && first != JsonToken.START_OBJECT) {
                throw new IOException("expected a JSON object");
            }
            if (first == null) {
                throw new IOException("expected JSON, found nothing");
            }
            Object value = new Values(json, most).value();
            if (json.nextToken() != null) {
                throw new IOException(
                        isObject ? "expected nothing after the JSON object" : "expected nothing after the JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    /** Reads values and counts them. */
    private static final class Values {
        private final JsonParser json;
        private final int most;
        private int count = -1; // the whole is no value of itself

        Values(JsonParser json, int most) {
            this.json = json;
            this.most = most;
        }

        Map<String, Object> object() throws IOException {
            Map<String, Object> object = new LinkedHashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                json.nextToken();
                object.put(key, value());
            }
            return object;
        }

        @SuppressWarnings("NullAway") // a JSON null is a null in a map or list
        private Object value() throws IOException {
            if (++count > most) {
                throw new IOException("expected at most " + most + " values");
            }
            return switch (json.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> {
                    List<Object> list = new ArrayList<>();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        list.add(value());
                    }
                    yield list;
                }
                case VALUE_NUMBER_INT -> json.getNumberValue();
                case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
                case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
                case VALUE_NULL -> null;
                default -> json.getText();
            };
        }
    }
}
