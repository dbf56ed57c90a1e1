package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads comma-separated files with a header line (RFC 4180, UTF-8). */
final class CsvFile {
    private static final int LONGEST_SHOWN = 40;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;

    CsvFile(Path file) {
        this.file = file;
    }

    /** How the cells of a column are read. */
    enum Kind {
        /** Numbers; a word is an error. */
        NUMBER,
        /** Text, whatever it contains. */
        TEXT,
        /** The column is left out. */
        SKIP
    }

    /** Decides how the columns of a file are read, before its rows are read. */
    interface Columns {
        /**
         * Checks the header.
         *
         * @param header the names of the columns, different from each other
         * @return the kind of a column by its name
         */
        Function<String, Kind> of(Header header);
    }

    /** The names of the columns of this file. */
    final class Header {
        private final List<String> names;

        private Header(List<String> names) {
            this.names = names;
        }

        void require(String name, String what) {
            if (names.size() == 1 && names.get(0).matches(".*[;\t].*")) {
                throw problem("the header has one column, '%s'; columns must be separated by commas"
                        .formatted(shorten(names.get(0), LONGEST_SHOWN)));
            }
            if (!names.contains(name)) {
                throw problem(Table.missing(what, name, names));
            }
        }
    }

    /** Reads all rows of the file. */
    Table read(Columns columns) {
        return parse((header, records) -> rows(header, columns.of(header), records));
    }

    /** Finds out, in a first pass, which columns contain nothing but numbers. */
    Function<String, Kind> kinds() {
        Map<String, Kind> kinds = parse((header, records) -> {
            Map<String, Kind> found = new HashMap<>();
            header.names.forEach(name -> found.put(name, Kind.NUMBER));
            for (CsvRecord record : records) {
                for (int j = 0; j < Math.min(record.getFieldCount(), header.names.size()); j++) {
                    if (!Double.isFinite(Decimal.parse(record.getField(j).strip()))) {
                        found.put(header.names.get(j), Kind.TEXT);
                    }
                }
            }
            return found;
        });
        return name -> Objects.requireNonNull(kinds.get(name));
    }

    private <T> T parse(BiFunction<Header, Iterable<CsvRecord>, T> body) {
        if (Files.isDirectory(file)) {
            throw problem("is a folder; expected a CSV file");
        }
        if (!Files.exists(file)) {
            throw problem("file not found");
        }
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(open())) {
            var records = reader.iterator();
            if (!records.hasNext()) {
                throw problem("is empty; expected a header line with the names of the columns");
            }
            Header header = new Header(header(records.next()));
            if (!records.hasNext()) {
                throw problem("has a header but no examples");
            }
            return body.apply(header, () -> records);
        } catch (CsvParseException e) {
            throw new InvalidInputException(file + ": is not a readable CSV file: " + rootMessage(e), e);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + rootMessage(e), e);
        }
    }

    private Table rows(Header header, Function<String, Kind> kinds, Iterable<CsvRecord> records) {
        List<Cells> cells = new ArrayList<>();
        for (int j = 0; j < header.names.size(); j++) {
            Kind kind = kinds.apply(header.names.get(j));
            if (kind != Kind.SKIP) {
                cells.add(new Cells(header.names.get(j), j, kind));
            }
        }
        IntStream.Builder lines = IntStream.builder();
        for (CsvRecord record : records) {
            if (record.getFieldCount() != header.names.size()) {
                throw problem("line %d has %d columns, but the header has %d"
                        .formatted(record.getStartingLineNumber(), record.getFieldCount(), header.names.size()));
            }
            lines.add((int) record.getStartingLineNumber());
            for (int j = 0; j < cells.size(); j++) {
                cells.get(j).add(record);
            }
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        cells.forEach(column -> columns.put(column.name, column.build()));
        return new Table(columns, new Table.Source(file, lines.build().toArray()), null);
    }

    /** The cells of one column that have been read so far. */
    private final class Cells {
        private final String name;
        private final int index;
        private final Kind kind;
        private double[] numbers = new double[1024];
        private int size;
        private final List<String> words = new ArrayList<>();

        Cells(String name, int index, Kind kind) {
            this.name = name;
            this.index = index;
            this.kind = kind;
        }

        void add(CsvRecord record) {
            String text = record.getField(index);
            if (kind == Kind.TEXT) {
                requirePrintable(text, record.getStartingLineNumber(), "the cell of column '" + name + "'");
                words.add(text);
                return;
            }
            double value = Decimal.parse(text.strip());
            if (!Double.isFinite(value)) {
                throw problem("line %d, column '%s': %s"
                        .formatted(record.getStartingLineNumber(), name, notANumber(text, value)));
            }
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = value;
        }

        /** Ends the use of this object, whose memory may go. */
        Column build() {
            if (kind == Kind.TEXT) {
                return new Column.Words(List.copyOf(words));
            }
            double[] all = size == numbers.length ? numbers : Arrays.copyOf(numbers, size);
            numbers = all;
            return new Column.Numbers(all);
        }
    }

    private static String notANumber(String text, double value) {
        if (text.isBlank()) {
            return "the cell is empty; fill it in or remove the line";
        }
        return "'" + shorten(text, LONGEST_SHOWN) + "' "
                + (Double.isInfinite(value)
                        ? "is too large"
                        : "is not a finite number; a column of text can be left out with data.ignore");
    }

    private BufferedReader open() throws IOException {
        BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) { // spreadsheet programs write it
                reader.reset();
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof MalformedInputException) {
            return "it is not UTF-8 text";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private List<String> header(CsvRecord first) {
        List<String> header = new ArrayList<>(first.getFields());
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            requirePrintable(name, 1, "the name of a column");
            if (name.isBlank()) {
                throw problem("line 1: column " + (header.indexOf(name) + 1) + " has no name");
            }
            if (!seen.add(name)) {
                throw problem("line 1: two columns are called '" + name + "'");
            }
        }
        return header;
    }

    private void requirePrintable(String text, long line, String what) {
        if (text.chars().anyMatch(c -> (Character.isISOControl(c) && c != '\t') || c >= 0xFFFE)) {
            throw problem("line %d: %s has a character that cannot be printed".formatted(line, what));
        }
    }

    static String shorten(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }

    private InvalidInputException problem(String text) {
        return new InvalidInputException(file + ": " + text);
    }
}
