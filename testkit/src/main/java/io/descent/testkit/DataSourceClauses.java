package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Clauses for data sources. */
final class DataSourceClauses {
    /** How long to wait for writes after a reading. */
    private static final long PAUSE = 200;

    private final DataSource source;

    DataSourceClauses(DataSource source) {
        this.source = source;
    }

    /** Refuses every row, as the trainer refuses a row with too few cells. */
    private static final class Refusal implements Rows {
        private static final class RefusedException extends RuntimeException {
            RefusedException() {
                super("the row was refused");
            }
        }

        @Override
        public Rows number(double value) {
            return this;
        }

        @Override
        public Rows text(String value) {
            return this;
        }

        @Override
        public Rows missing() {
            return this;
        }

        @Override
        public void endRow() {
            throw new RefusedException();
        }
    }

    List<Clause> all() {
        return List.of(
                new Clause("has columns with different names", this::namesColumns),
                new Clause("names one of its columns as the label, or none", this::namesLabel),
                new Clause("writes a cell for each column and ends every row", this::writesRows),
                new Clause("writes the same rows again", this::isRepeatable),
                new Clause("writes nothing after it returns", this::ends),
                new Clause("passes on the exception with which a row is refused", this::passesExceptions),
                new Clause("may be used by several threads", this::isThreadSafe));
    }

    private List<String> columns() {
        try {
            List<String> columns = source.columns();
            return columns == null ? fail("columns() returns null") : columns;
        } catch (Exception e) {
            return fail(
                    "columns() throws %s; test a data source that can be read: return one with other hyperparameters from plugin()"
                            .formatted(e),
                    e);
        }
    }

    private GivenRows read() {
        GivenRows rows = new GivenRows(List.copyOf(columns()));
        try {
            source.read(rows);
        } catch (Exception e) {
            fail(
                    "read() throws %s; test a data source that can be read: return one with other hyperparameters from plugin()"
                            .formatted(e),
                    e);
        }
        rows.close();
        return rows;
    }

    private void namesColumns() {
        List<String> columns = columns();
        if (columns.isEmpty()) {
            fail("columns() returns no names");
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column == null || column.isBlank()) {
                fail("columns() returns %s; every column needs a name".formatted(columns));
            }
            if (!seen.add(column)) {
                fail("columns() returns the name '%s' twice".formatted(column));
            }
        }
        if (!columns.equals(columns())) {
            fail("a second call of columns() returns %s, expected %s".formatted(columns(), columns));
        }
    }

    private void namesLabel() {
        String label = source.label();
        if (label != null && !columns().contains(label)) {
            fail("label() returns '%s', which is not one of the columns %s".formatted(label, columns()));
        }
    }

    private void writesRows() {
        GivenRows rows = read();
        if (!rows.unfinished().isEmpty()) {
            fail("the last row, %s, is not ended: call endRow() after every row".formatted(rows.unfinished()));
        }
        if (rows.rows().isEmpty()) {
            fail("read() writes no row");
        }
    }

    private void isRepeatable() {
        List<List<Object>> first = read().rows();
        List<List<Object>> second = read().rows();
        if (first.isEmpty()) {
            fail("a reading gives no rows: read() must write the same rows every time, beginning with the first");
        }
        if (first.size() != second.size()) {
            fail(
                    "the first reading gives %d rows and the second %d: read() must write the same rows every time, beginning with the first"
                            .formatted(first.size(), second.size()));
        }
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                fail(
                        "in a second reading row %d is %s, expected %s: the same rows must come in the same order, so fix the seed, or sort the rows"
                                .formatted(i, second.get(i), first.get(i)));
            }
        }
    }

    private void ends() throws InterruptedException {
        GivenRows rows = read();
        int size = rows.rows().size();
        Thread.sleep(PAUSE);
        if (rows.isLate() || rows.rows().size() != size) {
            fail("it writes rows after read() has returned: wait for its threads before returning");
        }
    }

    private void passesExceptions() {
        if (read().rows().isEmpty()) {
            return;
        }
        try {
            source.read(new Refusal());
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof Refusal.RefusedException) {
                    return;
                }
            }
            fail(
                    "read() throws %s instead of the exception with which a row is refused: pass that one on, or keep it as the cause"
                            .formatted(e),
                    e);
        }
        fail("read() swallows the exception with which a row is refused: catch only exceptions of your own source");
    }

    private void isThreadSafe() {
        Numbers.requireThreadSafe(() -> read().fingerprint());
    }
}
