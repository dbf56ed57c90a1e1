package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table from a data source and tells whose fault a failure is: checked exceptions, such as those of files and
 * databases, are the user's; anything else is the plugin's.
 */
final class SourceReader {
    private final DataSource source;
    private final String place;
    private final boolean isFile;

    /** Reads a plugin. */
    SourceReader(DataSource source) {
        this(source, "data source " + source.name(), false);
    }

    /** Reads a file; the source explains its problems itself. */
    SourceReader(DataSource source, Path file) {
        this(source, file.toString(), true);
    }

    private SourceReader(DataSource source, String place, boolean isFile) {
        this.source = source;
        this.place = place;
        this.isFile = isFile;
    }

    /** Decides how the columns of a source are kept, before its rows are read. */
    interface Columns {
        /**
         * Checks the names.
         *
         * @return the kind of a column by its name
         */
        Function<String, TableRows.Kind> of(Header header);
    }

    /** The names of the columns. */
    record Header(String place, List<String> names) {
        void require(String name, String what) {
            if (names.size() == 1 && names.get(0).matches(".*[;\t].*")) {
                throw new InvalidInputException(
                        "%s: the header has one column, '%s'; columns must be separated by commas"
                                .formatted(place, CsvFile.shorten(names.get(0), 40)));
            }
            if (!names.contains(name)) {
                throw new InvalidInputException(place + ": " + Table.missing(what, name, names));
            }
        }
    }

    /**
     * The label column: that of the user, else that of the source.
     *
     * @throws InvalidInputException if neither names one
     */
    String label(@Nullable String wanted) {
        if (wanted != null) {
            return wanted;
        }
        String found = call(source::label);
        if (found == null) {
            throw new InvalidInputException("%s: the name of the label column is missing; add data.label; columns: %s"
                    .formatted(place, CsvFile.shorten(String.join(", ", header().names()), 400)));
        }
        return found;
    }

    /**
     * Reads all rows.
     *
     * @throws InvalidInputException if the source cannot be read, or a cell does not fit its column
     * @throws PluginException if the source breaks the contract of the API
     */
    Table read(Columns columns) {
        Header header = header();
        return read(header, columns.of(header)).table();
    }

    /** Reads all rows. A column is numeric if every cell is a number or missing. */
    Table read() {
        Header header = header();
        TableRows rows = read(header, name -> TableRows.Kind.INFER);
        Set<String> texts = Set.copyOf(rows.lossy());
        if (!texts.isEmpty()) { // "007" was taken for 7 before a word followed
            rows = read(header, name -> texts.contains(name) ? TableRows.Kind.TEXT : TableRows.Kind.INFER);
        }
        return rows.table();
    }

    private Header header() {
        List<String> names = call(source::columns);
        if (names == null || names.isEmpty() || names.stream().anyMatch(name -> name == null || name.isBlank())) {
            throw broken("it returned the columns " + names + "; expected at least one, each with a name");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw broken("two columns are called '" + name + "'");
            }
        }
        return new Header(place, List.copyOf(names));
    }

    private TableRows read(Header header, Function<String, TableRows.Kind> kinds) {
        TableRows rows = new TableRows(place, header.names(), kinds);
        try {
            call(() -> {
                source.read(rows);
                return rows;
            });
        } catch (InvalidInputException | PluginException e) {
            throw rows.failure() instanceof InvalidInputException refused ? refused : e;
        }
        RuntimeException swallowed = rows.failure();
        if (swallowed != null) {
            throw swallowed instanceof InvalidInputException ? swallowed : PluginFailure.of(source, null, swallowed);
        }
        if (rows.isWithinRow()) {
            throw broken("it did not end its last row; call endRow()");
        }
        if (rows.rows() == 0) {
            throw new InvalidInputException(place + ": contains no rows");
        }
        return rows;
    }

    private RuntimeException broken(String problem) {
        return PluginFailure.of(source, null, problem);
    }

    private <T extends @Nullable Object> T call(Callable<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader host = thread.getContextClassLoader();
        thread.setContextClassLoader(source.getClass().getClassLoader()); // a database driver may ask for it
        try {
            return work.call();
        } catch (InvalidInputException | PluginException | OutOfMemoryError e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNullElse(e.getCause(), e));
        } catch (RuntimeException | Error e) {
            if (isFile) {
                throw e;
            }
            throw PluginFailure.of(source, null, e);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                thread.interrupt();
            }
            throw unreadable(e);
        } finally {
            thread.setContextClassLoader(host);
        }
    }

    private InvalidInputException unreadable(Exception e) {
        String message = e.getMessage();
        return new InvalidInputException(
                place + ": "
                        + (message == null || message.isBlank()
                                ? "cannot be read: " + e.getClass().getSimpleName()
                                : message.strip()),
                e);
    }
}
