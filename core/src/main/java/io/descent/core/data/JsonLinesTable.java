package io.descent.core.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.descent.api.Rows;
import io.descent.inference.file.internal.Json;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A file of JSON objects, one per line. Its columns are the keys in the order of their first appearance. */
final class JsonLinesTable implements TablePart {
    private static final int LONGEST_SHOWN = 40;
    /** Integers up to this size, and decimals of 15 digits, are the same in float64. */
    private static final long LARGEST_EXACT = 1L << 53;

    private static final int LONGEST_EXACT = 16;

    /** A table in which fewer cells than one of so many have a value takes far more memory than its file. */
    private static final int MOST_MISSING = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN
            .streamReadConstraints(Json.CONSTRAINTS)
            .build();

    private final TextInput input;
    private final Map<String, Integer> keys;
    private final ColumnNames names;

    private JsonLinesTable(TextInput input, Map<String, Integer> keys, List<String> names) {
        this.input = input;
        this.keys = keys;
        this.names = ColumnNames.of(names);
    }

    /** Whether the text of a file begins like a JSON object. */
    static boolean isObject(String head) {
        String text = head.stripLeading();
        if (!text.startsWith("{")) {
            return false;
        }
        String rest = text.substring(1).stripLeading();
        return rest.startsWith("\"") || rest.startsWith("}");
    }

    /** Whether the text of a file begins like a list of JSON objects. */
    static boolean isArray(String head) {
        String text = head.stripLeading();
        return text.startsWith("[") && isObject(text.substring(1));
    }

    /**
     * Reads all keys.
     *
     * @param progress told the number of bytes that have been read, now and then
     * @throws InvalidInputException if the file cannot be read, or has anything else than objects of texts, numbers,
     *     booleans and null
     */
    static JsonLinesTable of(TextInput input, LongConsumer progress) {
        Map<String, Integer> keys = new HashMap<>();
        List<String> names = new ArrayList<>();
        long rows = 0;
        long values = 0;
        try (Reader text = input.open(progress);
                JsonParser parser = JSON.createParser(text)) {
            while (nextObject(input, parser)) {
                rows++;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    values++;
                    if (!keys.containsKey(key)) {
                        requireKey(input, parser, key, names.size());
                        keys.put(key, names.size());
                        names.add(key);
                    }
                    requireScalar(input, parser, key, parser.nextToken());
                }
            }
        } catch (IOException e) {
            throw unreadable(input, e);
        }
        if (rows == 0) {
            throw input.problem("is empty; expected one JSON object per line");
        }
        if (names.isEmpty()) {
            throw input.problem("the objects have no keys; expected lines such as {\"age\": 39, \"sex\": \"female\"}");
        }
        long cells = rows * names.size();
        if (cells > Limits.SPARSE_CELLS && values < cells / MOST_MISSING) {
            throw input.problem(
                    "%,d objects with %,d different keys make %,d cells, of which more than 99 %% are missing; the limit of such tables is %,d cells"
                            .formatted(rows, names.size(), cells, Limits.SPARSE_CELLS));
        }
        return new JsonLinesTable(input, keys, names);
    }

    private static boolean nextObject(TextInput input, JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw problem(
                    input,
                    line(parser),
                    "expected one JSON object per line, such as {\"age\": 39, \"sex\":"
                            + " \"female\"}, found "
                            + (token == JsonToken.START_ARRAY
                                    ? "a list"
                                    : "'" + Excerpt.of(parser.getText(), LONGEST_SHOWN) + "'"));
        }
        return true;
    }

    private static void requireKey(TextInput input, JsonParser parser, String key, int count) throws IOException {
        if (count == Limits.JSON_KEYS) {
            throw problem(input, line(parser), "the file has more than %,d keys".formatted(Limits.JSON_KEYS));
        }
        if (!Excerpt.isPrintable(key.replace('\n', ' ').replace('\r', ' '))) {
            throw problem(
                    input, line(parser), "the key '%s' has a character that cannot be printed".formatted(shown(key)));
        }
    }

    private static void requireScalar(TextInput input, JsonParser parser, String key, @Nullable JsonToken value)
            throws IOException {
        if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
            throw problem(
                    input,
                    line(parser),
                    "key '%s': found %s, expected a text, a number, true, false or null; flatten the file first"
                            .formatted(shown(key), value == JsonToken.START_OBJECT ? "an object" : "a list"));
        }
    }

    private static long line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String shown(String key) {
        return Excerpt.of(key, LONGEST_SHOWN);
    }

    private static InvalidInputException problem(TextInput input, long line, String text) {
        return input.problem("line %d: %s".formatted(line, text));
    }

    private static InvalidInputException unreadable(TextInput input, IOException e) {
        if (!(e instanceof JsonProcessingException found)) {
            return input.unreadable(e);
        }
        String line =
                found.getLocation() == null ? "" : "line " + found.getLocation().getLineNr() + ": ";
        return new InvalidInputException(
                "%s: %snot JSON: expected one object per line, such as {\"age\": 39, \"job\": \"clerk\"}"
                        .formatted(input.name(), line),
                e);
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public long size() {
        return input.size();
    }

    @Override
    public ColumnNames names() {
        return names;
    }

    @Override
    public boolean isNamed() {
        return true;
    }

    @Override
    public boolean mayLackColumns() {
        return true;
    }

    @Override
    public long read(int[] order, Rows rows, LongConsumer progress) {
        LineRows lines = rows instanceof LineRows told ? told : null;
        Values values = new Values(names.names().size());
        try (Reader text = input.open(progress);
                JsonParser parser = JSON.createParser(text)) {
            long count = 0;
            while (advance(parser, values)) {
                count++;
                if (lines != null) {
                    lines.line(values.line);
                }
                values.deliver(order, rows);
            }
            return count;
        } catch (IOException e) {
            throw input.unreadable(e);
        }
    }

    /** Reads the next object; exceptions of the receiver of its values are not meant here. */
    private boolean advance(JsonParser parser, Values values) {
        try {
            if (!nextObject(input, parser)) {
                return false;
            }
            values.begin(line(parser));
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                Integer column = keys.get(key);
                JsonToken token = parser.nextToken();
                requireScalar(input, parser, key, token);
                if (column == null) {
                    throw problem(
                            input,
                            line(parser),
                            "the key '%s' was not there before; the file has changed".formatted(shown(key)));
                }
                if (!values.set(column, token, parser)) {
                    throw problem(input, line(parser), "the key '%s' stands twice in one object".formatted(shown(key)));
                }
            }
            return true;
        } catch (IOException e) {
            throw unreadable(input, e);
        }
    }

    /** The values of one object. */
    private static final class Values {
        private final long[] row;
        private final double[] numbers;
        /** The text of each column; null if it is a number. */
        private final @Nullable String[] texts;

        private long count;
        private long line;

        Values(int columns) {
            row = new long[columns];
            numbers = new double[columns];
            texts = new @Nullable String[columns];
        }

        void begin(long number) {
            line = number;
            count++;
            Arrays.fill(texts, "");
        }

        /** False if the column has a value already. */
        boolean set(int column, @Nullable JsonToken token, JsonParser parser) throws IOException {
            if (row[column] == count) {
                return false;
            }
            row[column] = count;
            boolean isShort = parser.getTextLength() <= LONGEST_EXACT;
            boolean isExact = token == JsonToken.VALUE_NUMBER_INT
                    ? isShort && Math.abs(parser.getLongValue()) <= LARGEST_EXACT
                    : token == JsonToken.VALUE_NUMBER_FLOAT && isShort && Double.isFinite(parser.getDoubleValue());
            if (isExact) {
                numbers[column] = parser.getDoubleValue();
                texts[column] = null;
                return true;
            }
            texts[column] = token == JsonToken.VALUE_NULL ? "" : Cells.trimmed(parser.getText());
            return true;
        }

        void deliver(int[] order, Rows rows) {
            for (int position : order) {
                String text = position < 0 ? "" : texts[position];
                if (text == null) {
                    rows.number(numbers[position]);
                } else if (text.isEmpty()) {
                    rows.missing();
                } else {
                    rows.text(text);
                }
            }
            rows.endRow();
        }
    }
}
