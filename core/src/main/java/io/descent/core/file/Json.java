package io.descent.core.file;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.jr.ob.JSON;
import io.descent.core.tensor.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON text of maps, lists and numbers. NaN and infinities, which JSON lacks, become strings. */
public final class Json {
    private static final JSON COMPACT = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);
    private static final JSON PRETTY = COMPACT.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private Json() {}

    /** On one line. */
    public static String line(Map<String, ?> object) {
        return text(COMPACT, object);
    }

    /** Indented, with a line end at the end. */
    public static String pretty(Map<String, ?> object) {
        return text(PRETTY, object) + "\n";
    }

    private static String text(JSON json, Map<String, ?> object) {
        try {
            return json.asString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an object.
     *
     * @throws IOException if the text is no JSON object
     */
    public static Map<String, Object> read(String text) throws IOException {
        return COMPACT.mapFrom(text);
    }

    /** The shortest decimal that reads back to the same number in a precision, the same on every JDK. */
    public static String number(double value, Precision precision) {
        String text = precision == Precision.FLOAT32
                ? NumberOutput.toString((float) value, true)
                : NumberOutput.toString(value, true);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
