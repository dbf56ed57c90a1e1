package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Collects the cells that a data source writes, and checks them. */
final class GivenRows implements Rows {
    /** The cell without content. */
    private static final String MISSING = "(missing)";

    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();
    private List<Object> row = new ArrayList<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final AtomicBoolean isLate = new AtomicBoolean();

    GivenRows(List<String> columns) {
        this.columns = columns;
    }

    List<List<Object>> rows() {
        return rows;
    }

    /** The cells of the row that was begun and not ended. */
    List<Object> unfinished() {
        return row;
    }

    /** Ends the reading. */
    void close() {
        isClosed.set(true);
    }

    /** Whether something was written after the reading had ended. */
    boolean isLate() {
        return isLate.get();
    }

    private Rows add(@Nullable Object cell) {
        requireOpen();
        if (cell == null) {
            fail("row %d has a text that is null in the column '%s'; use missing()".formatted(rows.size(), column()));
            return this;
        }
        if (row.size() >= columns.size()) {
            fail("row %d has more cells than columns: after %s comes %s, but columns() returns %s; is endRow() missing?"
                    .formatted(rows.size(), row, cell, columns));
        }
        if (cell instanceof Double number && Double.isInfinite(number)) {
            fail("row %d has %s in the column '%s'; a cell without a number is missing()"
                    .formatted(rows.size(), number, column()));
        }
        row.add(cell);
        return this;
    }

    private String column() {
        return row.size() < columns.size() ? columns.get(row.size()) : "number " + (row.size() + 1);
    }

    private void requireOpen() {
        if (isClosed.get()) {
            isLate.set(true);
            throw new IllegalStateException("the reading has ended");
        }
    }

    @Override
    public Rows number(double value) {
        return Double.isNaN(value) ? missing() : add(value);
    }

    @Override
    public Rows text(String value) {
        return add(value);
    }

    @Override
    public Rows missing() {
        return add(MISSING);
    }

    @Override
    public void endRow() {
        requireOpen();
        if (row.size() != columns.size()) {
            fail("row %d has %d cells, %s, but columns() returns %d names, %s"
                    .formatted(rows.size(), row.size(), row, columns.size(), columns));
        }
        rows.add(row);
        row = new ArrayList<>();
    }

    /** The content as numbers, to be compared. */
    double[] fingerprint() {
        return rows.stream()
                .map(each -> each.toArray())
                .flatMapToDouble(each -> Arrays.stream(each)
                        .mapToDouble(cell -> cell instanceof Double number ? number : cell.hashCode()))
                .toArray();
    }
}
