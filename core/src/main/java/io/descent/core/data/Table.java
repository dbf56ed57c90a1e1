package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.text.internal.Nearest;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Raw data: named columns of numbers or words, as in their source. Immutable: arrays are copied and may be changed
 * afterwards.
 *
 * <pre>{@code
 * Table table = Table.builder()
 *         .column("width", new double[] {1.4, 4.7, 6.0})
 *         .column("kind", List.of("setosa", "versicolor", "virginica"))
 *         .build();
 * }</pre>
 */
public final class Table {
    private static final int LONGEST_SHOWN = 400;

    private final Map<String, Column> columns;
    /** The positions of the rows in the columns; null for all of them. */
    private final int @Nullable [] selected;

    private final Source source;

    /** Where rows came from. */
    static final class Source {
        static final Source MEMORY = new Source(null, null);

        private final @Nullable String place;
        private final int @Nullable [] lines;

        /**
         * A source.
         *
         * @param place name in messages; null for memory
         * @param lines of the file on which rows begin; null if there is no file
         */
        Source(@Nullable String place, int @Nullable [] lines) {
            this.place = place;
            this.lines = lines;
        }

        /** Which row of a data source it was, in words: its line, or its number. */
        static String row(boolean hasLines, long line, int row) {
            return hasLines ? "line " + line : "row " + (row + 1) + " (counted from 1)";
        }

        /**
         * Which row it was, in words.
         *
         * @param row in the table
         * @param position in the source
         */
        String row(int row, int position) {
            return place == null ? "row " + row : row(lines != null, lines == null ? 0 : lines[position], position);
        }
    }

    Table(Map<String, Column> columns, Source source, int @Nullable [] selected) {
        this.columns = columns;
        this.source = source;
        this.selected = selected;
    }

    /**
     * Reads a CSV file with a header line. A column is numeric if every cell is a number.
     *
     * @throws InvalidInputException if the file cannot be read
     */
    public static Table csv(Path file) {
        return CsvFile.reader(Objects.requireNonNull(file, "file")).read();
    }

    /**
     * Reads a data source. A column is numeric if every cell is missing, a number, or text that is a number.
     *
     * @throws InvalidInputException if the source cannot be read
     * @throws PluginException if the source breaks the contract of the API
     */
    public static Table of(DataSource source) {
        return new SourceReader(Objects.requireNonNull(source, "source")).read();
    }

    /**
     * A table of numbers.
     *
     * @param names one per column
     * @param rows one array per row, all as long as {@code names}
     */
    public static Table of(List<String> names, double[][] rows) {
        Builder builder = builder();
        for (int j = 0; j < names.size(); j++) {
            double[] column = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                requireWidth(i, rows[i].length, names);
                column[i] = rows[i][j];
            }
            builder.add(names.get(j), new Column.Numbers(column));
        }
        return builder.build();
    }

    /**
     * A table of numbers, kept as float32.
     *
     * @param names one per column
     * @param rows one array per row, all as long as {@code names}
     */
    public static Table of(List<String> names, float[][] rows) {
        int width = names.size();
        if ((long) rows.length * width > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "%d rows of %d columns are too many for one table".formatted(rows.length, width));
        }
        float[] all = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            requireWidth(i, rows[i].length, names);
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        Builder builder = builder();
        for (int j = 0; j < width; j++) {
            builder.add(names.get(j), new Column.Strided(all, j, width));
        }
        return builder.build();
    }

    private static void requireWidth(int row, int width, List<String> names) {
        if (width != names.size()) {
            throw new IllegalArgumentException(
                    "row %d has %d values, but there are %d column names".formatted(row, width, names.size()));
        }
    }

    /**
     * A table with one row per record and one column per component. Numbers and booleans (1 or 0) become numbers,
     * anything else becomes text.
     *
     * @param rows at least one, all of the same class
     */
    public static Table ofRecords(Collection<? extends Record> rows) {
        return RecordRows.table(rows);
    }

    /**
     * A table of the remaining rows of a query. Numbers and booleans (1 or 0) become numbers, anything else becomes
     * text. Columns are named by their labels.
     *
     * @param rows positioned before the first row to read; read to the end, but not closed
     * @throws SQLException if the database fails
     * @throws InvalidInputException if a cell is null
     */
    public static Table of(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (int j = 0; j < meta.getColumnCount(); j++) {
            cells.add(new ArrayList<>());
        }
        while (rows.next()) {
            for (int j = 0; j < cells.size(); j++) {
                Object cell = rows.getObject(j + 1);
                if (cell == null) {
                    throw new InvalidInputException("row %d, column '%s': the cell is null; select rows without it, or"
                                    .formatted(cells.get(j).size(), meta.getColumnLabel(j + 1))
                            + " replace it with COALESCE");
                }
                cells.get(j).add(cell);
            }
        }
        Builder builder = builder();
        for (int j = 0; j < cells.size(); j++) {
            builder.add(meta.getColumnLabel(j + 1), RecordRows.column(cells.get(j)));
        }
        return builder.build();
    }

    /** Builds a table column by column. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a table column by column. Columns must have the same number of cells and different names. */
    public static final class Builder {
        private final Map<String, Column> columns = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a column of numbers. */
        public Builder column(String name, double[] values) {
            return add(name, new Column.Numbers(values.clone()));
        }

        /** Adds a column of numbers. */
        public Builder column(String name, float[] values) {
            return add(name, new Column.Strided(values.clone(), 0, 1));
        }

        /** Adds a column of numbers. */
        public Builder column(String name, int[] values) {
            return add(
                    name,
                    new Column.Numbers(Arrays.stream(values).asDoubleStream().toArray()));
        }

        /** Adds a column of numbers. Numbers beyond 2^53 are rounded to double. */
        public Builder column(String name, long[] values) {
            return add(
                    name,
                    new Column.Numbers(Arrays.stream(values).asDoubleStream().toArray()));
        }

        /** Adds a column of numbers: 1 for true, 0 for false. */
        public Builder column(String name, boolean[] values) {
            return add(
                    name,
                    new Column.Numbers(IntStream.range(0, values.length)
                            .mapToDouble(i -> values[i] ? 1 : 0)
                            .toArray()));
        }

        /** Adds a column of words. Null is not allowed. */
        public Builder column(String name, List<String> values) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) == null) {
                    throw new NullPointerException("row %d, column '%s': the cell is null".formatted(i, name));
                }
            }
            return add(name, new Column.Words(List.copyOf(values)));
        }

        Builder add(String name, Column column) {
            Objects.requireNonNull(name, "name");
            Column first =
                    columns.isEmpty() ? column : columns.values().iterator().next();
            if (column.size() != first.size()) {
                throw new IllegalArgumentException("the column '%s' has %d cells, but earlier columns have %d"
                        .formatted(name, column.size(), first.size()));
            }
            if (columns.putIfAbsent(name, column) != null) {
                throw new IllegalArgumentException("two columns are called '%s'".formatted(name));
            }
            return this;
        }

        /**
         * Builds the table.
         *
         * @throws IllegalStateException if no column was added
         */
        public Table build() {
            if (columns.isEmpty()) {
                throw new IllegalStateException("a table needs at least one column");
            }
            return new Table(new LinkedHashMap<>(columns), Source.MEMORY, null);
        }
    }

    /** The names of the columns in their order. */
    public List<String> columns() {
        return List.copyOf(columns.keySet());
    }

    /** Number of rows. */
    public int rows() {
        return selected != null
                ? selected.length
                : columns.values().iterator().next().size();
    }

    /** The rows at the given positions, in that order. */
    public Table select(int... rows) {
        int[] positions = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Objects.checkIndex(rows[i], rows());
            positions[i] = position(rows[i]);
        }
        return new Table(columns, source, positions);
    }

    /** The rows whose positions, from 0, satisfy a condition, in their order. */
    public Table select(IntPredicate condition) {
        return select(IntStream.range(0, rows()).filter(condition).toArray());
    }

    /**
     * The number in a cell; NaN if it contains a word.
     *
     * @param row from 0
     * @throws InvalidInputException if the column does not exist
     */
    public double number(int row, String column) {
        return column(column).number(position(Objects.checkIndex(row, rows())));
    }

    /**
     * A cell as text.
     *
     * @param row from 0
     * @throws InvalidInputException if the column does not exist
     */
    public String text(int row, String column) {
        return column(column).text(position(Objects.checkIndex(row, rows())));
    }

    /** A table of some columns under other names. */
    Table renamed(List<String> names, List<String> others) {
        Map<String, Column> renamed = new LinkedHashMap<>();
        for (int j = 0; j < names.size(); j++) {
            renamed.put(others.get(j), column(names.get(j)));
        }
        return new Table(renamed, source, selected);
    }

    Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw missing("the column", name);
        }
        return column;
    }

    boolean has(String name) {
        return columns.containsKey(name);
    }

    /** Where a row is in the columns. */
    int position(int row) {
        return selected == null ? row : selected[row];
    }

    InvalidInputException missing(String what, String name) {
        return problem(missing(what, name, columns.keySet()));
    }

    /** Says that a column is missing, and which ones there are. */
    static String missing(String what, String name, Collection<String> columns) {
        return "%s '%s' is missing%s; columns: %s"
                .formatted(
                        what,
                        name,
                        Nearest.suggestion(name, columns),
                        CsvFile.shorten(String.join(", ", columns), LONGEST_SHOWN));
    }

    /** A problem with the whole table. */
    InvalidInputException problem(String text) {
        return new InvalidInputException((source.place == null ? "table" : source.place) + ": " + text);
    }

    /** A problem with one cell. */
    InvalidInputException problem(int row, String column, String text) {
        return problem("%s, column '%s': %s".formatted(source.row(row, position(row)), column, text));
    }
}
