package io.descent.core.data;

import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in a file, in several files or on the standard input: CSV in its dialects, or JSON Lines, plain,
 * in gzip or zip. Cells are text without the blanks around it, or missing if nothing is left; in JSON Lines, they can be
 * numbers. Files are read again in every pass, in constant memory.
 */
final class TableFile implements DataSource {
    private static final String STANDARD_INPUT = "-";
    private static final int JSON_HEAD = 1 << 10;
    private static final int LONGEST_SHOWN = 400;

    private final Path path;
    private final TableFormat format;
    private final TableProgress progress;
    private @Nullable Found found;

    private TableFile(Path path, TableFormat format, TableProgress progress) {
        this.path = path;
        this.format = format;
        this.progress = progress;
    }

    /**
     * A table to read. Nothing is opened yet.
     *
     * @param path of a file; or with a pattern such as {@code part-*.csv} for its name, which stands for several; or
     *     {@code -} for the standard input
     */
    static TableFile of(Path path, TableFormat format) {
        return new TableFile(path, format, TableProgress.NONE);
    }

    /** The same table; its progress is told while it is read. */
    TableFile withProgress(TableProgress told) {
        return new TableFile(path, format, told);
    }

    /** What is read, in messages. */
    String place() {
        return isStandardInput() ? "standard input" : path.toString();
    }

    private boolean isStandardInput() {
        return path.toString().equals(STANDARD_INPUT) && !Files.exists(path);
    }

    /**
     * The files that are read, in this order.
     *
     * @throws InvalidInputException if there is none
     */
    List<Path> files() {
        return FilePattern.files(path);
    }

    /**
     * The names of the columns: trimmed, none empty, all different. Reads the beginning of each file; JSON Lines are
     * read to the end.
     *
     * @throws InvalidInputException if a file cannot be read or is not a table, or files have different columns
     */
    @Override
    public List<String> columns() {
        return found().names;
    }

    /**
     * The names of the columns as they are written in the first file, in the order of {@link #columns}; an empty text
     * where there is none.
     */
    List<String> originalNames() {
        return found().originals;
    }

    /** What was changed, and what looks odd, in sentences for the user. */
    List<String> notes() {
        return found().notes;
    }

    /**
     * Delivers all rows.
     *
     * @throws InvalidInputException if a file cannot be read, or has a row with another number of cells than there are
     *     columns and the receiver is not a {@link LineRows}
     */
    @Override
    public void read(Rows rows) {
        Found all = found();
        LineRows lines = rows instanceof LineRows told ? told : null;
        long before = 0;
        long count = 0;
        for (int i = 0; i < all.parts.size(); i++) {
            TablePart part = all.parts.get(i);
            if (lines != null) {
                lines.file(part.name());
            }
            count += part.read(all.orders.get(i), rows, progress(before, all.total));
            before += part.size();
        }
        progress.read(place(), all.total, all.total);
        if (count == 0) {
            throw new InvalidInputException(place() + ": has a header but no rows");
        }
    }

    private LongConsumer progress(long before, long total) {
        return bytes -> progress.read(place(), Math.min(total, before + bytes), total);
    }

    /** What is known when the beginnings of all files have been read. */
    private static final class Found {
        private final List<TablePart> parts;
        private final List<int[]> orders = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<String> originals = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final long total;

        /** Checks that files have the same columns. */
        Found(List<TablePart> parts, String place) {
            this.parts = parts;
            total = parts.stream().mapToLong(TablePart::size).sum();
            Map<String, Integer> positions = new LinkedHashMap<>();
            for (TablePart part : parts) {
                boolean isUnion = part.mayLackColumns() && parts.get(0).mayLackColumns();
                for (int j = 0; j < part.names().names().size() && (part == parts.get(0) || isUnion); j++) {
                    String name = part.names().names().get(j);
                    if (positions.putIfAbsent(name, names.size()) == null) {
                        names.add(name);
                        originals.add(part.names().originals().get(j));
                    }
                }
                for (String note : part.names().notes()) {
                    notes.add(parts.size() == 1 ? note : part.name() + ": " + note);
                }
            }
            for (TablePart part : parts) {
                orders.add(order(part, place));
            }
        }

        private int[] order(TablePart part, String place) {
            List<String> own = part.names().names();
            Map<String, Integer> positions = new HashMap<>();
            for (int j = 0; j < own.size(); j++) {
                positions.put(own.get(j), j);
            }
            int[] order = new int[names.size()];
            List<String> absent = new ArrayList<>();
            for (int j = 0; j < order.length; j++) {
                order[j] = positions.getOrDefault(names.get(j), -1);
                if (order[j] < 0) {
                    absent.add(names.get(j));
                }
            }
            if (part != parts.get(0) && !(part.mayLackColumns() && parts.get(0).mayLackColumns())) {
                List<String> extra = new ArrayList<>(own);
                extra.removeAll(new HashSet<>(names));
                if ((!absent.isEmpty() && !part.mayLackColumns()) || !extra.isEmpty()) {
                    throw different(part, place, absent, extra);
                }
            }
            return order;
        }

        private InvalidInputException different(TablePart part, String place, List<String> absent, List<String> extra) {
            String first = parts.get(0).name();
            if (!part.isNamed()) {
                return new InvalidInputException("%s: has %d columns, but %s has %d; all files of %s must have the same"
                        .formatted(part.name(), part.names().names().size(), first, names.size(), place));
            }
            String problem = (absent.isEmpty() ? "" : "lacks " + columns(absent))
                    + (absent.isEmpty() || extra.isEmpty() ? "" : " and ")
                    + (extra.isEmpty() ? "" : "has " + columns(extra));
            return new InvalidInputException("%s: %s, unlike %s; all files of %s must have the same columns"
                    .formatted(part.name(), problem, first, place));
        }

        private static String columns(List<String> names) {
            return (names.size() == 1 ? "the column '" : "the columns '")
                    + Excerpt.of(String.join("', '", names), LONGEST_SHOWN)
                    + "'";
        }
    }

    private Found found() {
        if (found == null) {
            if (isStandardInput()) {
                Path kept = Spool.of(path, place(), true);
                found = new Found(List.of(part(kept, place(), 0, size(kept))), place());
            } else {
                List<Path> files = files();
                long total = files.stream().mapToLong(TableFile::size).sum();
                List<TablePart> parts = new ArrayList<>();
                long before = 0;
                for (Path file : files) {
                    TablePart part = part(kept(file), file.toString(), before, total);
                    parts.add(part);
                    before += part.size();
                }
                found = new Found(parts, place());
            }
        }
        return found;
    }

    /** A pipe, such as the shell makes for {@code <(command)}, can be read once only. */
    private static Path kept(Path file) {
        boolean isPipe = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
        return isPipe ? Spool.of(file, file.toString(), false) : file;
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // opening it says what is wrong
        }
    }

    private TablePart part(Path file, String name, long before, long total) {
        TextInput input = TextInput.of(file, name, format.charset());
        String head;
        try {
            head = input.head(JSON_HEAD);
        } catch (IOException e) {
            throw input.unreadable(e);
        }
        if (JsonLinesTable.isArray(head)) {
            throw input.problem(
                    "is a list of JSON objects; expected one object per line: jq -c '.[]' FILE.json > FILE.jsonl");
        }
        return input.isNamedJsonLines() || JsonLinesTable.isObject(head)
                ? JsonLinesTable.of(input, progress(before, total))
                : CsvTable.of(input, format);
    }
}
