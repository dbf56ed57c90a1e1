package io.descent.core.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON text of maps, lists and numbers. NaN and infinities, which JSON lacks, become strings. */
public final class Json {
    // numbers as every JDK prints them; text as YAML 1.2 reads it, which forbids some characters that JSON allows
    private static final JSON COMPACT = JSON.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
            .build();
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
}
