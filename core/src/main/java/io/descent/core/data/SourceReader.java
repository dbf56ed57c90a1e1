package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
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
final class SourceReader implements TableInput {
    private final DataSource source;
    private final String place;
    private final boolean isFile;
    private @Nullable List<String> names;

    /** Reads a plugin. */
    static SourceReader of(DataSource source) {
        return new SourceReader(source, "data source " + PluginName.of(source), false);
    }

    /** Reads a file. */
    static SourceReader of(TableFile file) {
        return new SourceReader(file, file.place(), true);
    }

    /** Reads a source that explains its problems itself. */
    static SourceReader of(DataSource source, Path file) {
        return new SourceReader(source, file.toString(), true);
    }

    private SourceReader(DataSource source, String place, boolean isFile) {
        this.source = source;
        this.place = place;
        this.isFile = isFile;
    }

    /**
     * The label column that the source names.
     *
     * @throws InvalidInputException if it names none
     */
    String label() {
        String found = call(source::label);
        if (found == null) {
            throw new InvalidInputException("%s: the name of the label column is missing; add data.label; columns: %s"
                    .formatted(place, Excerpt.of(String.join(", ", columns()), 400)));
        }
        return found;
    }

    /** The source in messages. */
    @Override
    public String place() {
        return place;
    }

    /**
     * The names of the columns.
     *
     * @throws InvalidInputException if the source cannot be read
     * @throws PluginException if the source breaks the contract of the API
     */
    @Override
    public List<String> columns() {
        if (names == null) {
            names = readColumns();
        }
        return names;
    }

    private List<String> readColumns() {
        List<String> found = call(source::columns);
        if (found == null || found.isEmpty() || found.stream().anyMatch(name -> name == null || name.isBlank())) {
            throw broken("it returned the columns " + found + "; expected at least one, each with a name");
        }
        Set<String> seen = new HashSet<>();
        for (String name : found) {
            if (!seen.add(name)) {
                throw broken("two columns are called '" + name + "'");
            }
        }
        return List.copyOf(found);
    }

    @Override
    public List<String> originalNames() {
        return source instanceof TableFile file ? file.originalNames() : columns();
    }

    @Override
    public List<String> notes() {
        return source instanceof TableFile file ? file.notes() : List.of();
    }

    /** Reads all rows. A column is numeric if every cell is a number or missing. */
    Table read() {
        return Table.numbersOrTexts(this);
    }

    @Override
    public Table read(Function<String, CellReceiver.How> how, NumberFormats formats, Set<String> markers) {
        TableRows rows = new TableRows(place, columns(), how, formats, markers);
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
        return rows.table();
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
