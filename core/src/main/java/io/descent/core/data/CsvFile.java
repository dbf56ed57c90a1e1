package io.descent.core.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.descent.api.DataSource;
import io.descent.api.Rows;
import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** A comma-separated file with a header line (RFC 4180, UTF-8). All cells are text; blank ones are missing. */
final class CsvFile implements DataSource {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;

    CsvFile(Path file) {
        this.file = file;
    }

    /** The reader of a CSV file. */
    static SourceReader reader(Path file) {
        return new SourceReader(new CsvFile(file), file);
    }

    @Override
    public List<String> columns() {
        return parse((names, records) -> names);
    }

    @Override
    public void read(Rows rows) {
        TableRows table = rows instanceof TableRows ours ? ours : null;
        parse((names, records) -> {
            for (CsvRecord record : records) {
                if (record.getFieldCount() != names.size()) {
                    throw problem("line %d has %d columns, but the header has %d"
                            .formatted(record.getStartingLineNumber(), record.getFieldCount(), names.size()));
                }
                if (table != null) {
                    table.line(record.getStartingLineNumber());
                }
                for (int j = 0; j < names.size(); j++) {
                    String text = record.getField(j);
                    if (text.isBlank()) {
                        rows.missing();
                    } else {
                        rows.text(text);
                    }
                }
                rows.endRow();
            }
            return names;
        });
    }

    private <T> T parse(BiFunction<List<String>, Iterable<CsvRecord>, T> body) {
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
            List<String> header = header(records.next());
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
        if (!isPrintable(text)) {
            throw problem("line %d: %s has a character that cannot be printed".formatted(line, what));
        }
    }

    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((Character.isISOControl(c) && c != '\t') || c >= 0xFFFE) {
                return false;
            }
        }
        return true;
    }

    static String shorten(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }

    private InvalidInputException problem(String text) {
        return new InvalidInputException(file + ": " + text);
    }
}
