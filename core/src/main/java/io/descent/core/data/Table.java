package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import io.descent.inference.table.internal.DateFormat;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.text.internal.Nearest;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
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
    private static final int LONGEST_NAME = 60;

    private final Map<String, Received> columns;
    /** The positions of the rows in the columns; null for all of them. */
    private final int @Nullable [] selected;

    private final Source source;

    /**
     * One of several files.
     *
     * @param name of the file
     * @param row the first of its rows
     */
    record Part(String name, int row) {}

    /** Where rows came from. */
    static final class Source {
        static final Source MEMORY = new Source(null, null, List.of(), Set.of());

        private final @Nullable String place;
        private final int @Nullable [] lines;
        private final List<Part> parts;
        private final Set<String> unnamed;

        /**
         * A source.
         *
         * @param place name in messages; null for memory
         * @param lines of the file on which rows begin; null if there is no file
         * @param parts the files of which the source consists; empty if it is one
         * @param unnamed the columns that had no name there
         */
        Source(@Nullable String place, int @Nullable [] lines, List<Part> parts, Set<String> unnamed) {
            this.place = place;
            this.lines = lines;
            this.parts = List.copyOf(parts);
            this.unnamed = Set.copyOf(unnamed);
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

        /** Where some of the rows came from; all rows if {@code rows} is null. */
        Source of(int @Nullable [] rows) {
            if (rows == null) {
                return this;
            }
            int[] all = lines;
            return new Source(
                    place,
                    all == null
                            ? null
                            : Arrays.stream(rows).map(row -> all[row]).toArray(),
                    List.of(),
                    unnamed);
        }

        /** The name of the file of a row. */
        String file(int position) {
            String file = place == null ? "table" : place;
            for (Part part : parts) {
                file = part.row() <= position ? part.name() : file;
            }
            return file;
        }
    }

    Table(Map<String, Received> columns, Source source, int @Nullable [] selected) {
        this.columns = columns;
        this.source = source;
        this.selected = selected;
    }

    /**
     * Reads a table with a header line: CSV with any usual separator, or JSON Lines, plain or compressed. A column is
     * numeric if every cell is a number or missing.
     *
     * @throws InvalidInputException if the file cannot be read
     */
    public static Table csv(Path file) {
        return SourceReader.of(TableFile.of(Objects.requireNonNull(file, "file"), TableFormat.DEFAULT))
                .read();
    }

    /**
     * Reads a data source. A column is numeric if every cell is missing, a number, or text that is a number.
     *
     * @throws InvalidInputException if the source cannot be read
     * @throws PluginException if the source breaks the contract of the API
     */
    public static Table of(DataSource source) {
        return SourceReader.of(Objects.requireNonNull(source, "source")).read();
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
     * A table with one row per record and one column per component. Numbers and booleans (1 or 0) become numbers, null
     * is a missing cell, anything else becomes text.
     *
     * @param rows at least one, all of the same class
     */
    public static Table ofRecords(Collection<? extends Record> rows) {
        return RecordRows.table(rows);
    }

    /**
     * A table of the remaining rows of a query. Numbers and booleans (1 or 0) become numbers, null is a missing cell,
     * anything else becomes text. Columns are named by their labels.
     *
     * @param rows positioned before the first row to read; read to the end, but not closed
     * @throws SQLException if the database fails
     */
    public static Table of(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (int j = 0; j < meta.getColumnCount(); j++) {
            cells.add(new ArrayList<>());
        }
        while (rows.next()) {
            for (int j = 0; j < cells.size(); j++) {
                cells.get(j).add(rows.getObject(j + 1));
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
        private final Map<String, Received> columns = new LinkedHashMap<>();

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

        /** Adds a column of words, or of numbers as text. Null and an empty text are missing cells. */
        public Builder column(String name, List<@Nullable String> values) {
            return add(
                    name,
                    new Column.Texts(values.stream()
                            .map(value -> Objects.requireNonNullElse(value, ""))
                            .toList()));
        }

        Builder add(String name, Column column) {
            Objects.requireNonNull(name, "name");
            int rows = columns.isEmpty()
                    ? column.size()
                    : columns.values().iterator().next().rows();
            if (column.size() != rows) {
                throw new IllegalArgumentException("the column '%s' has %d cells, but earlier columns have %d"
                        .formatted(name, column.size(), rows));
            }
            if (columns.putIfAbsent(name, Received.of(column)) != null) {
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
                : columns.values().iterator().next().rows();
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
        Map<String, Received> renamed = new LinkedHashMap<>();
        for (int j = 0; j < names.size(); j++) {
            renamed.put(others.get(j), received(names.get(j)));
        }
        return new Table(renamed, source, selected);
    }

    Received received(String name) {
        Received received = columns.get(name);
        if (received == null) {
            throw missing("the column", name);
        }
        return received;
    }

    private Column column(String name) {
        Column column = received(name).column();
        if (column == null) {
            throw problem("the column '%s' has too many different words; they were not kept".formatted(name));
        }
        return column;
    }

    /** The source in messages. */
    String place() {
        return source.place == null ? "table" : source.place;
    }

    /** A table of the same rows in which some columns are replaced. */
    Table with(Map<String, Received> replaced) {
        Map<String, Received> all = new LinkedHashMap<>(columns);
        all.putAll(replaced);
        return new Table(all, source, selected);
    }

    /** The rows of this table, then those of another; null if the other one has other columns. */
    @Nullable
    Table with(Table rows) {
        if (rows.columns != columns || selected == null || rows.selected == null) {
            return null;
        }
        int[] both = Arrays.copyOf(selected, selected.length + rows.selected.length);
        System.arraycopy(rows.selected, 0, both, selected.length, rows.selected.length);
        return new Table(columns, source, both);
    }

    /** Reads a table in which a column is numeric if every cell is a number or missing, and otherwise a text. */
    static Table numbersOrTexts(TableInput input) {
        NumberFormats plain = new NumberFormats(NumberFormat.PLAIN);
        Table table = input.read(name -> new CellReceiver.How.Infer(), plain, TableFormat.MISSING);
        Set<String> texts = new HashSet<>();
        table.columns.forEach((name, received) -> {
            if (received.column() == null
                    || received.lossy()
                    || !received.odd().isEmpty()
                    || received.format() instanceof DateFormat) {
                texts.add(name);
            }
        });
        return texts.isEmpty()
                ? table
                : table.with(input.read(
                                name -> texts.contains(name)
                                        ? new CellReceiver.How.AsWords()
                                        : new CellReceiver.How.Skip(),
                                plain,
                                TableFormat.MISSING)
                        .columns);
    }

    /** The columns. */
    Map<String, Received> received() {
        return columns;
    }

    /** This table as an input whose cells can be received in other ways. */
    TableInput input() {
        return new Memory(this);
    }

    /** A table in memory. */
    private record Memory(Table table) implements TableInput {
        @Override
        public String place() {
            return table.source.place == null ? "table" : table.source.place;
        }

        @Override
        public List<String> columns() {
            return table.columns();
        }

        @Override
        public Table read(Function<String, CellReceiver.How> how, NumberFormats formats, Set<String> markers) {
            Map<String, Received> columns = new LinkedHashMap<>();
            table.columns.forEach((name, received) -> {
                CellReceiver.How wanted = how.apply(name);
                if (!(wanted instanceof CellReceiver.How.Skip)) {
                    try {
                        columns.put(name, table.receive(received, new CellReceiver(wanted, formats, markers), wanted));
                    } catch (InvalidInputException e) {
                        throw table.problem("column '%s': %s".formatted(name, e.getMessage()));
                    }
                }
            });
            return new Table(columns, table.source.of(table.selected), null);
        }
    }

    /** Receives the cells of the selected rows of a column. */
    private Received receive(Received from, CellReceiver to, CellReceiver.How how) {
        Column column = from.column();
        if (column == null || (column.isNumeric() && !(how instanceof CellReceiver.How.AsWords))) {
            return column == null || selected == null ? from : Received.of(new Column.View(column, selected));
        }
        for (int i = 0; i < rows(); i++) {
            if (column.isNumeric()) {
                to.number(column.number(position(i)));
            } else {
                to.text(column.text(position(i)));
            }
        }
        return to.received();
    }

    /** Whether a column had no name where it came from. */
    boolean isUnnamed(String name) {
        return source.unnamed.contains(name);
    }

    /** A copy that knows which columns had no name where they came from. */
    Table withUnnamed(Set<String> names) {
        return new Table(columns, new Source(source.place, source.lines, source.parts, names), selected);
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
                        Excerpt.of(String.join(", ", columns), LONGEST_SHOWN));
    }

    /** A problem with the whole table. */
    InvalidInputException problem(String text) {
        return new InvalidInputException((source.place == null ? "table" : source.place) + ": " + text);
    }

    /** A problem with one cell. */
    InvalidInputException problem(int row, String column, String text) {
        int position = position(row);
        return new InvalidInputException("%s: %s, column '%s': %s"
                .formatted(source.file(position), source.row(row, position), Excerpt.of(column, LONGEST_NAME), text));
    }
}
