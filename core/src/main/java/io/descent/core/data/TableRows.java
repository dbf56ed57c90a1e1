package io.descent.core.data;

import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Receives the rows of a data source and keeps every column compactly. */
final class TableRows implements Rows {
    private static final int LONGEST_SHOWN = 40;
    /** Rows, columns and lines fit into arrays. */
    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    /** How the cells of a column are kept. */
    enum Kind {
        /** Numbers; text that is not a number, or a missing cell, is an error. */
        NUMBER,
        /** Numbers and text as they are written; nothing is missing. */
        TEXT,
        /** Numbers as long as every cell is missing, a number, or text that is a number; otherwise text. */
        INFER,
        /** The column is left out. */
        SKIP
    }

    private final String place;
    private final List<String> names;
    private final Cells[] cells;
    private int next;
    private int rows;
    private long line;
    private int @Nullable [] lines;
    private byte[] block = {};
    private int blockWidth;
    private @Nullable RuntimeException failure;

    /**
     * Creates a receiver.
     *
     * @param place the source in messages
     * @param names of the columns, different from each other
     * @param kinds how each column is kept
     */
    TableRows(String place, List<String> names, Function<String, Kind> kinds) {
        this.place = place;
        this.names = names;
        cells = new Cells[names.size()];
        Arrays.setAll(cells, j -> new Cells(names.get(j), kinds.apply(names.get(j))));
    }

    @Override
    public Rows number(double value) {
        if (next < cells.length) {
            cells[next].number(value);
        }
        next++;
        return this;
    }

    @Override
    public Rows text(String value) {
        if (value == null) {
            throw refused(new NullPointerException(
                    "row %d (counted from 1), cell %d: the text is null; use missing()".formatted(rows + 1, next + 1)));
        }
        if (next < cells.length) {
            cells[next].text(value);
        }
        next++;
        return this;
    }

    @Override
    public Rows missing() {
        if (next < cells.length) {
            cells[next].missing();
        }
        next++;
        return this;
    }

    @Override
    public void endRow() {
        if (next != cells.length) {
            throw refused(new IllegalStateException("row %d (counted from 1) has %d cells, but there are %d columns: %s"
                    .formatted(rows + 1, next, cells.length, CsvFile.shorten(String.join(", ", names), 200))));
        }
        if (rows == MOST_ROWS) {
            throw refused(new InvalidInputException(place + ": has too many rows for one table"));
        }
        if (lines != null) {
            if (rows == lines.length) {
                lines = Arrays.copyOf(lines, (int) Math.min(MOST_ROWS, 2L * rows));
            }
            lines[rows] = (int) line;
        }
        next = 0;
        rows++;
    }

    /** Says on which line of its file the row begins. If this is said of one row, it must be said of all. */
    void line(long number) {
        if (lines == null) {
            lines = new int[1024];
        }
        line = number;
    }

    /**
     * Adds the first cells of a row: pixels as unsigned bytes, divided by 255. All rows must have the same number of
     * pixels, and their columns must be of the kind {@link Kind#NUMBER}.
     *
     * @param expected about how many rows there will be
     */
    void pixels(byte[] values, int expected) {
        if (rows == 0) {
            blockWidth = values.length;
            block = new byte[Math.multiplyExact(expected, blockWidth)];
        }
        long begin = (long) rows * blockWidth;
        if (begin + blockWidth > block.length) {
            block = Arrays.copyOf(block, (int) Math.min(MOST_ROWS, Math.max(begin + blockWidth, 2L * block.length)));
        }
        System.arraycopy(values, 0, block, (int) begin, blockWidth);
        next = blockWidth;
    }

    /** What this receiver threw, whatever the source made of it; null for nothing. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** Whether the last row was not ended. */
    boolean isWithinRow() {
        return next > 0;
    }

    int rows() {
        return rows;
    }

    /** The columns that hold text, but received numbers before it: what these looked like is lost. */
    List<String> lossy() {
        List<String> lossy = new ArrayList<>();
        for (Cells each : cells) {
            if (each.lossy) {
                lossy.add(each.name);
            }
        }
        return lossy;
    }

    /** The table. Ends the use of this object. */
    Table table() {
        Map<String, Column> columns = new LinkedHashMap<>();
        byte[] pixels = block.length == rows * blockWidth ? block : Arrays.copyOf(block, rows * blockWidth);
        block = pixels;
        for (int j = 0; j < cells.length; j++) {
            if (cells[j].kind != Kind.SKIP) {
                columns.put(
                        names.get(j), j < blockWidth ? new Column.Pixels(pixels, j, blockWidth) : cells[j].column());
            }
        }
        return new Table(columns, new Table.Source(place, lines == null ? null : Arrays.copyOf(lines, rows)), null);
    }

    private RuntimeException refused(RuntimeException e) {
        failure = e;
        return e;
    }

    private RuntimeException problem(String column, String text) {
        return refused(new InvalidInputException(
                "%s: %s, column '%s': %s".formatted(place, Table.Source.row(lines != null, line, rows), column, text)));
    }

    /** The cells of one column that have been received so far. */
    private final class Cells {
        private final String name;
        private final Kind kind;
        private @Nullable CompactNumbers numbers = new CompactNumbers();
        private @Nullable List<String> words;
        private boolean parsed;
        private boolean lossy;

        Cells(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        void number(double value) {
            if (kind == Kind.SKIP) {
                return;
            }
            if (Double.isNaN(value)) {
                missing();
            } else if (numbers != null) {
                numbers.add(value);
            } else {
                words().add(Decimal.text(value));
            }
        }

        void missing() {
            if (kind == Kind.NUMBER) {
                throw problem(name, "the cell is empty; fill it in or remove the " + (lines != null ? "line" : "row"));
            }
            if (kind != Kind.SKIP) {
                if (numbers != null) {
                    numbers.add(Double.NaN);
                } else {
                    words().add("");
                }
            }
        }

        void text(String text) {
            if (kind == Kind.SKIP) {
                return;
            }
            if (numbers != null && kind != Kind.TEXT) {
                double value = Decimal.parse(text.strip());
                if (Double.isFinite(value)) {
                    numbers.add(value);
                    parsed = true;
                    return;
                }
                if (kind == Kind.NUMBER) {
                    throw problem(name, notANumber(text, value));
                }
            }
            if (!CsvFile.isPrintable(text)) {
                throw refused(new InvalidInputException(
                        "%s: %s: the cell of column '%s' has a character that cannot be printed"
                                .formatted(place, Table.Source.row(lines != null, line, rows), name)));
            }
            words().add(text);
        }

        private List<String> words() {
            if (words == null) {
                words = new ArrayList<>();
                for (int i = 0; numbers != null && i < numbers.size(); i++) {
                    double value = numbers.number(i);
                    words.add(Double.isNaN(value) ? "" : Decimal.text(value));
                }
                numbers = null;
                lossy = parsed;
            }
            return words;
        }

        Column column() {
            return numbers != null ? numbers.column() : new Column.Words(List.copyOf(words()));
        }
    }

    private static String notANumber(String text, double value) {
        return "'" + CsvFile.shorten(text, LONGEST_SHOWN) + "' "
                + (Double.isInfinite(value)
                        ? "is too large"
                        : "is not a finite number; a column of text can be left out with data.ignore");
    }
}
