package io.descent.spark;

import io.descent.core.data.Table;
import io.descent.inference.problem.InvalidInputException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a DataFrame as a table has them. Numbers are numbers, rounded to float64 beyond 2^53; truth values are
 * the texts {@code true} and {@code false}; dates and times are texts in ISO 8601, times with a zone in UTC.
 */
final class Layout implements Serializable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_DATE_TIME;
    /** Rows of a frame. */
    private static final int FRAME = 4096;

    /** What is said of a DataFrame without rows. */
    static final String NO_ROWS = "the DataFrame contains no rows";

    private static final double[] NOTHING = {};

    private final String[] names;
    private final int[] positions;
    private final boolean[] isNumber;
    private final boolean[] isString;

    private Layout(String[] names, int[] positions, boolean[] isNumber, boolean[] isString) {
        this.names = names;
        this.positions = positions;
        this.isNumber = isNumber;
        this.isString = isString;
    }

    /**
     * Chooses columns.
     *
     * @throws InvalidInputException if one is missing or of a type that no table has
     */
    static Layout of(StructType schema, List<String> columns) {
        String[] names = columns.toArray(String[]::new);
        int[] positions = new int[names.length];
        boolean[] isNumber = new boolean[names.length];
        boolean[] isString = new boolean[names.length];
        for (int j = 0; j < names.length; j++) {
            positions[j] = position(schema, names[j]);
        }
        for (int j = 0; j < names.length; j++) {
            DataType type = schema.fields()[positions[j]].dataType();
            isNumber[j] = type instanceof NumericType;
            isString[j] = type instanceof StringType;
            if (!isNumber[j]
                    && !(isString[j]
                            || type instanceof BooleanType
                            || type instanceof DateType
                            || type instanceof TimestampType
                            || type instanceof TimestampNTZType)) {
                throw new InvalidInputException(
                        "the column '%s' has the type %s; expected numbers, strings, booleans, dates or timestamps; cast it, or leave it out of featuresCols"
                                .formatted(names[j], type.simpleString()));
            }
        }
        return new Layout(names, positions, isNumber, isString);
    }

    /**
     * A column that is there.
     *
     * @throws InvalidInputException if it is missing
     */
    static String require(StructType schema, String name) {
        position(schema, name);
        return name;
    }

    /**
     * Where a column is.
     *
     * @throws InvalidInputException if it is missing
     */
    static int position(StructType schema, String name) {
        int position = Arrays.asList(schema.fieldNames()).indexOf(name);
        if (position < 0) {
            throw new InvalidInputException(
                    "the column '%s' is missing; columns: %s".formatted(name, String.join(", ", schema.fieldNames())));
        }
        return position;
    }

    /** The names of the columns. */
    List<String> names() {
        return List.of(names);
    }

    /** Whether a column has texts that may be anything. */
    boolean isString(String name) {
        return isString[indexOf(name)];
    }

    /** Where the columns are in the rows. */
    int[] positions() {
        return positions.clone();
    }

    /** The position of a column among those that were chosen. */
    int indexOf(String name) {
        return Arrays.asList(names).indexOf(name);
    }

    /** Some of these columns, for rows that {@link #cells} returns. */
    Layout only(List<String> some) {
        int[] from = new int[some.size()];
        boolean[] numbers = new boolean[from.length];
        boolean[] strings = new boolean[from.length];
        for (int j = 0; j < from.length; j++) {
            int column = indexOf(some.get(j));
            numbers[j] = isNumber[column];
            strings[j] = isString[column];
            for (int k = 0; k < column; k++) {
                from[j] += isNumber[k] == numbers[j] ? 1 : 0;
            }
        }
        return new Layout(some.toArray(String[]::new), from, numbers, strings);
    }

    /** A row of the DataFrame. */
    Cells cells(Row row) {
        int count = 0;
        for (boolean each : isNumber) {
            count += each ? 1 : 0;
        }
        double[] numbers = new double[count];
        @Nullable String[] texts = new @Nullable String[names.length - count];
        int number = 0;
        int text = 0;
        for (int j = 0; j < names.length; j++) {
            Object cell = row.get(positions[j]);
            if (isNumber[j]) {
                Double value = number(cell);
                numbers[number++] = value == null ? Double.NaN : value;
            } else {
                texts[text++] = text(cell);
            }
        }
        return new Cells(numbers, texts);
    }

    /** Whether a row has a cell in every column, markers apart. */
    boolean isComplete(Cells row, Set<String> markers) {
        for (int j = 0; j < names.length; j++) {
            if (isNumber[j]) {
                if (Double.isNaN(row.numbers[positions[j]])) {
                    return false;
                }
            } else {
                String text = row.texts[positions[j]];
                if (text == null || text.isBlank() || markers.contains(text.strip())) {
                    return false;
                }
            }
        }
        return true;
    }

    static @Nullable Double number(@Nullable Object cell) {
        return cell instanceof BigDecimal decimal
                ? (Double) decimal.doubleValue()
                : cell instanceof Number number ? (Double) number.doubleValue() : null;
    }

    /** A cell that is not a number as text; null if it is missing. */
    static @Nullable String text(@Nullable Object cell) {
        if (cell instanceof Date date) {
            return date.toLocalDate().toString();
        }
        if (cell instanceof LocalDateTime time) {
            return TIME.format(time);
        }
        Instant instant = instant(cell);
        if (instant != null) {
            return TIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }
        return cell == null ? null : cell.toString();
    }

    private static @Nullable Instant instant(@Nullable Object cell) {
        return cell instanceof Timestamp stamp ? stamp.toInstant() : cell instanceof Instant own ? own : null;
    }

    /** The seconds since 1970 (UTC) of a date or time; NaN for anything else. */
    static double seconds(Object cell) {
        if (cell instanceof Date date) {
            return date.toLocalDate().toEpochDay() * 86_400.0;
        }
        if (cell instanceof LocalDate date) {
            return date.toEpochDay() * 86_400.0;
        }
        Instant instant = cell instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : instant(cell);
        return instant == null ? Double.NaN : instant.getEpochSecond() + instant.getNano() * 1e-9;
    }

    /** Rows, column by column. */
    Frame frame(List<Cells> rows) {
        Object[] columns = new Object[names.length];
        for (int j = 0; j < columns.length; j++) {
            int from = positions[j];
            if (isNumber[j]) {
                double[] numbers = new double[rows.size()];
                Arrays.setAll(numbers, i -> rows.get(i).numbers[from]);
                columns[j] = numbers;
            } else {
                @Nullable String[] texts = new @Nullable String[rows.size()];
                Arrays.setAll(texts, i -> rows.get(i).texts[from]);
                columns[j] = texts;
            }
        }
        return new Frame(rows.size(), columns);
    }

    /** Rows, some of them at a time, so that few are in memory twice. */
    List<Frame> frames(Iterator<Cells> rows) {
        List<Frame> frames = new ArrayList<>();
        List<Cells> some = new ArrayList<>();
        while (rows.hasNext()) {
            some.add(rows.next());
            if (some.size() == FRAME || !rows.hasNext()) {
                frames.add(frame(some));
                some.clear();
            }
        }
        return frames;
    }

    /** A table of frames, one after the other. The frames are empty afterwards, for the sake of memory. */
    Table table(List<Frame> frames) {
        int rows = frames.stream().mapToInt(Frame::rows).sum();
        Table.Builder builder = Table.builder();
        for (int j = 0; j < names.length; j++) {
            if (isNumber[j]) {
                double[] all = new double[rows];
                int to = 0;
                for (Frame frame : frames) {
                    double[] some = (double[]) frame.columns()[j];
                    System.arraycopy(some, 0, all, to, some.length);
                    to += some.length;
                    frame.columns()[j] = NOTHING;
                }
                builder.column(names[j], all);
            } else {
                List<@Nullable String> all = new ArrayList<>(rows);
                for (Frame frame : frames) {
                    all.addAll(Arrays.asList((@Nullable String[]) frame.columns()[j]));
                    frame.columns()[j] = NOTHING;
                }
                builder.column(names[j], all);
            }
        }
        return builder.build();
    }
}
