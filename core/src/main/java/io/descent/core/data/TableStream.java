package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/** The rows of a table in a file, in several files or on standard input, for programs that need each row only once. */
public final class TableStream {
    private final TableFile file;

    private TableStream(TableFile file) {
        this.file = file;
    }

    /**
     * A table to read. Nothing is opened yet.
     *
     * @param path of a file; or with a pattern such as {@code part-*.csv} for its name; or {@code -} for standard input
     * @param format how it is written
     */
    public static TableStream of(Path path, TableFormat format) {
        return new TableStream(TableFile.of(path, format));
    }

    /** What is read, in messages. */
    public String place() {
        return file.place();
    }

    /**
     * The names of the columns: trimmed, none empty, all different.
     *
     * @throws InvalidInputException if the table cannot be read
     */
    public List<String> columns() {
        return file.columns();
    }

    /**
     * Delivers all rows, in constant memory.
     *
     * @throws InvalidInputException if the table cannot be read or has no rows
     */
    public void read(LineRows rows) {
        file.read(rows);
    }
}
