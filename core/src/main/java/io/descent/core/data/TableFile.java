package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/** A file, several files or the standard input with the rows of a table. All cells are trimmed text or missing. */
@SuppressWarnings("UnusedVariable") // until the reading is here
final class TableFile implements DataSource {
    private final Path file;
    private final TableFormat format;
    private final Progress progress;

    private TableFile(Path file, TableFormat format, Progress progress) {
        this.file = file;
        this.format = format;
        this.progress = progress;
    }

    /** Told how far reading has come. */
    @FunctionalInterface
    interface Progress {
        /**
         * Called at most once per 8 MiB, and at the end of a pass.
         *
         * @param bytes read in this pass, of compressed files in their compressed form
         * @param total of all files; -1 if it is unknown
         */
        void read(long bytes, long total);
    }

    /**
     * A table to read. Nothing is opened yet.
     *
     * @param file its path, a path whose name is a pattern such as {@code part-*.csv}, or {@code -} for standard input
     */
    static TableFile of(Path file, TableFormat format) {
        return new TableFile(file, format, (bytes, total) -> {});
    }

    /** The same table; its progress is told while it is read. */
    TableFile withProgress(Progress told) {
        return new TableFile(file, format, told);
    }

    /** The file in messages. */
    String place() {
        return file.toString();
    }

    /**
     * The files that are read, in this order.
     *
     * @throws InvalidInputException if there is no such file
     */
    List<Path> files() {
        return List.of(file);
    }

    /**
     * The names of the columns: trimmed, none empty, all different.
     *
     * @throws InvalidInputException if the file cannot be read or is not a table
     */
    @Override
    public List<String> columns() {
        return new CsvFile(file).columns();
    }

    /**
     * The names of the columns as they are written in the first file, in the order of {@link #columns}; an empty text
     * where there is none.
     */
    List<String> originalNames() {
        return columns();
    }

    /** What was found and changed that the user should know, in sentences. */
    List<String> notes() {
        return List.of();
    }

    /**
     * Delivers all rows.
     *
     * @throws InvalidInputException if the file cannot be read, or has a row with another number of cells than there
     *     are columns and the receiver is not a {@link LineRows}
     */
    @Override
    public void read(Rows rows) {
        new CsvFile(file).read(rows);
    }
}
