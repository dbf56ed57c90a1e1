package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Receives the rows of a data source and keeps every column compactly. */
final class TableRows implements LineRows {
    /** Rows, columns and lines fit into arrays. */
    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final String place;
    private final List<String> names;
    private final CellReceiver[] cells;
    private int next;
    private int rows;
    private long line;
    private int @Nullable [] lines;
    private final List<Table.Part> files = new ArrayList<>();
    private byte[] block = {};
    private int blockWidth;
    private @Nullable RuntimeException failure;

    /**
     * Creates a receiver.
     *
     * @param place the source in messages
     * @param names of the columns, different from each other
     * @param how each column is received, by its name
     * @param formats the notations of numbers that are possible
     * @param markers the texts that mark a missing cell
     */
    TableRows(
            String place,
            List<String> names,
            Function<String, CellReceiver.How> how,
            NumberFormats formats,
            Set<String> markers) {
        this.place = place;
        this.names = names;
        cells = new CellReceiver[names.size()];
        Arrays.setAll(cells, j -> new CellReceiver(how.apply(names.get(j)), formats, markers));
    }

    @Override
    public TableRows number(double value) {
        if (next < cells.length) {
            cells[next].number(value);
        }
        next++;
        return this;
    }

    @Override
    public TableRows text(String value) {
        if (value == null) {
            throw refused(new NullPointerException(
                    "row %d (counted from 1), cell %d: the text is null; use missing()".formatted(rows + 1, next + 1)));
        }
        if (next < cells.length) {
            try {
                cells[next].text(value);
            } catch (InvalidInputException e) {
                throw problem(e);
            }
        }
        next++;
        return this;
    }

    private RuntimeException problem(InvalidInputException ofCell) {
        return refused(new InvalidInputException("%s: %s, column '%s': %s"
                .formatted(file(), Table.Source.row(lines != null, line, rows), names.get(next), ofCell.getMessage())));
    }

    @Override
    public void text(char[] chars, int begin, int end) {
        if (next < cells.length) {
            try {
                cells[next].text(chars, begin, end);
            } catch (InvalidInputException e) {
                throw problem(e);
            }
        }
        next++;
    }

    @Override
    public TableRows missing() {
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
                    .formatted(rows + 1, next, cells.length, Excerpt.of(String.join(", ", names), 200))));
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

    @Override
    public void line(long number) {
        if (lines == null) {
            lines = new int[1024];
        }
        line = number;
    }

    @Override
    public void file(String name) {
        files.add(new Table.Part(name, rows));
    }

    @Override
    public void brokenRow(String problem) {
        throw refused(new InvalidInputException("%s: line %d: %s".formatted(file(), line, problem)));
    }

    private String file() {
        return files.isEmpty() ? place : files.get(files.size() - 1).name();
    }

    /**
     * Adds the first cells of a row: pixels as unsigned bytes, divided by 255. All rows must have the same number of
     * pixels.
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
            block = Arrays.copyOf(block, (int)
                    Math.min(MOST_ROWS, Math.max(begin + blockWidth, block.length + block.length / 2L)));
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

    /** The table. Ends the use of this object. */
    Table table() {
        Map<String, Received> columns = new LinkedHashMap<>();
        byte[] pixels = block.length == rows * blockWidth ? block : Arrays.copyOf(block, rows * blockWidth);
        block = pixels;
        for (int j = 0; j < cells.length; j++) {
            if (j < blockWidth) {
                columns.put(names.get(j), Received.of(new Column.Pixels(pixels, j, blockWidth)));
            } else if (cells[j].isKept()) {
                columns.put(names.get(j), cells[j].received());
            }
        }
        Table.Source source =
                new Table.Source(place, lines == null ? null : Arrays.copyOf(lines, rows), files, Set.of());
        return new Table(columns, source, null);
    }

    private RuntimeException refused(RuntimeException e) {
        failure = e;
        return e;
    }
}
