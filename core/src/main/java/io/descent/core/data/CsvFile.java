package io.descent.core.data;

import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Nearest;
import io.descent.inference.text.internal.Decimal;
import io.descent.inference.spec.Precision;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads comma-separated files with a header line (RFC 4180, UTF-8): one example a line, numeric features, one label. */
final class CsvFile {
    /** A label column of whole numbers with more distinct values than this is a value to predict, not a class. */
    private static final int MOST_NUMERIC_CLASSES = 20;

    private static final int LONGEST_SHOWN = 40;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;

    CsvFile(Path file) {
        this.file = file;
    }

    /**
     * Reads examples of an unknown schema.
     *
     * @param label name of the label's column
     * @param ignore columns to leave out
     * @param task what the label is; null to find out: words are classes, so are at most 20 different whole numbers, other
     *     numbers are values
     */
    DataSet read(String label, List<String> ignore, @Nullable Task task, Precision precision) {
        return parse((header, rows) -> {
            require(header, label, "the label column");
            for (String name : ignore) {
                require(header, name, "the ignored column");
            }
            List<String> features = new ArrayList<>(header);
            features.remove(label);
            features.removeAll(ignore);
            if (features.isEmpty()) {
                throw problem("no column is left for features beside the label '" + label + "'");
            }
            List<String> labels = new ArrayList<>();
            List<Long> lines = new ArrayList<>();
            TableBuilder table = readFeatures(header, features, rows, precision, record -> {
                labels.add(record.getField(header.indexOf(label)));
                lines.add(record.getStartingLineNumber());
            });
            return dataSet(label, task, features, table, labels, lines);
        });
    }

    /**
     * Reads examples of a known schema. Features are found by name, in any order; other columns are ignored.
     *
     * @param labelled whether the label is needed; without it every label is 0
     */
    DataSet read(Schema schema, boolean labelled, Precision precision) {
        return parse((header, rows) -> {
            for (String name : schema.features()) {
                require(header, name, "the feature column");
            }
            if (labelled) {
                require(header, schema.label(), "the label column");
            }
            int labelColumn = header.indexOf(schema.label());
            LabelIndex index = new LabelIndex(schema, precision);
            List<Double> labels = new ArrayList<>();
            TableBuilder table = readFeatures(
                    header,
                    schema.features(),
                    rows,
                    precision,
                    record -> labels.add(labelled ? index.of(record, labelColumn) : 0.0));
            return new DataSet(
                    schema,
                    table.build(),
                    labels.stream().mapToDouble(Double::doubleValue).toArray());
        });
    }

    private interface Body {
        DataSet read(List<String> header, Iterable<CsvRecord> rows);
    }

    private interface RowListener {
        void accept(CsvRecord row);
    }

    private DataSet parse(Body body) {
        if (Files.isDirectory(file)) {
            throw problem("is a folder, a CSV file was expected");
        }
        if (!Files.exists(file)) {
            throw problem("there is no such file");
        }
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(open())) {
            var records = reader.iterator();
            if (!records.hasNext()) {
                throw problem("is empty; a header line with the names of the columns was expected");
            }
            List<String> header = header(records.next());
            if (!records.hasNext()) {
                throw problem("has a header but no examples");
            }
            return body.read(header, () -> records);
        } catch (CsvParseException e) {
            throw new InvalidInputException(file + ": is no readable CSV file: " + rootMessage(e), e);
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + rootMessage(e), e);
        }
    }

    private BufferedReader open() throws IOException {
        BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) { // spreadsheets write it
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

    private void require(List<String> header, String name, String what) {
        if (header.size() == 1 && header.get(0).matches(".*[;\t].*")) {
            throw problem("the header is one column, '%s'; columns must be separated by commas"
                    .formatted(shorten(header.get(0), LONGEST_SHOWN)));
        }
        if (!header.contains(name)) {
            throw problem("%s '%s' is not there%s; columns: %s"
                    .formatted(what, name, Nearest.suggestion(name, header), shorten(String.join(", ", header), 400)));
        }
    }

    private TableBuilder readFeatures(
            List<String> header,
            List<String> features,
            Iterable<CsvRecord> rows,
            Precision precision,
            RowListener listener) {
        int[] columns = features.stream().mapToInt(header::indexOf).toArray();
        TableBuilder table = new TableBuilder(precision, columns.length);
        for (CsvRecord record : rows) {
            if (record.getFieldCount() != header.size()) {
                throw problem("line %d has %d columns, the header has %d"
                        .formatted(record.getStartingLineNumber(), record.getFieldCount(), header.size()));
            }
            int row = table.addRow();
            for (int j = 0; j < columns.length; j++) {
                table.set(row, j, number(record, columns[j], features.get(j), precision));
            }
            listener.accept(record);
        }
        return table;
    }

    private double number(CsvRecord record, int column, String name, Precision precision) {
        String text = record.getField(column);
        double value = Decimal.parse(text.strip());
        if (!fits(value, precision)) {
            throw cellProblem(record.getStartingLineNumber(), name, text);
        }
        return value;
    }

    private static boolean fits(double value, Precision precision) {
        return Double.isFinite(value) && (precision == Precision.FLOAT64 || Math.abs(value) <= Float.MAX_VALUE);
    }

    private InvalidInputException cellProblem(long line, String column, String text) {
        double value = Decimal.parse(text.strip());
        String shown = "'" + shorten(text, LONGEST_SHOWN) + "' ";
        String what = shown + "is not a finite number; a column of text can be left out with data.ignore";
        if (text.isBlank()) {
            what = "the cell is empty; fill it in or remove the line";
        } else if (Double.isFinite(value)) {
            what = shown + "is too large for float32; use precision: float64";
        } else if (Double.isInfinite(value)) {
            what = shown + "is too large";
        }
        return problem("line %d, column '%s': %s".formatted(line, column, what));
    }

    private DataSet dataSet(
            String label,
            @Nullable Task task,
            List<String> features,
            TableBuilder table,
            List<String> labels,
            List<Long> lines) {
        double[] values = new double[labels.size()];
        int firstText = -1;
        for (int i = 0; i < values.length; i++) {
            if (labels.get(i).isBlank()) {
                throw problem("line %d, column '%s': the label is missing".formatted(lines.get(i), label));
            }
            requirePrintable(labels.get(i), lines.get(i), "the label");
            values[i] = Decimal.parse(labels.get(i).strip());
            if (!Double.isFinite(values[i]) && firstText < 0) {
                firstText = i;
            }
        }
        Task found = task != null ? task : infer(values, firstText);
        if (found == Task.REGRESSION) {
            for (int i = 0; i < values.length; i++) {
                if (!fits(values[i], table.precision())) {
                    throw cellProblem(lines.get(i), label, labels.get(i));
                }
            }
            return new DataSet(new Schema(features, label, found, List.of()), table.build(), values);
        }
        List<String> names = labels;
        if (firstText < 0) {
            names = Arrays.stream(values).mapToObj(Decimal::text).toList();
        }
        List<String> classes = firstText < 0
                ? new TreeSet<>(Arrays.stream(values).boxed().toList())
                        .stream().map(Decimal::text).toList()
                : List.copyOf(new TreeSet<>(labels));
        Map<String, Integer> index = new HashMap<>();
        for (String name : classes) {
            index.put(name, index.size());
        }
        double[] indices = names.stream().mapToDouble(index::get).toArray();
        return new DataSet(new Schema(features, label, found, classes), table.build(), indices);
    }

    private static Task infer(double[] values, int firstText) {
        if (firstText >= 0) {
            return Task.CLASSIFICATION;
        }
        Set<Double> distinct = new HashSet<>();
        for (double value : values) {
            distinct.add(value);
            if (value != Math.rint(value) || distinct.size() > MOST_NUMERIC_CLASSES) {
                return Task.REGRESSION;
            }
        }
        return Task.CLASSIFICATION;
    }

    /** Finds the number that stands for a label: the index of its class, or its value. */
    private final class LabelIndex {
        private final Schema schema;
        private final Precision precision;
        private final Map<String, Integer> classes = new HashMap<>();

        LabelIndex(Schema schema, Precision precision) {
            this.schema = schema;
            this.precision = precision;
            for (String name : schema.classes()) {
                classes.put(name, classes.size());
            }
        }

        double of(CsvRecord record, int column) {
            String text = record.getField(column);
            double value = Decimal.parse(text.strip());
            if (schema.task() == Task.REGRESSION) {
                return number(record, column, schema.label(), precision);
            }
            Integer index = classes.get(text);
            if (index == null && Double.isFinite(value)) {
                index = classes.get(Decimal.text(value));
            }
            if (index == null) {
                throw problem("line %d, column '%s': the label '%s' was never seen in training; known: %s"
                        .formatted(
                                record.getStartingLineNumber(),
                                schema.label(),
                                shorten(text, LONGEST_SHOWN),
                                shorten(String.join(", ", schema.classes()), 400)));
            }
            return index;
        }
    }

    private static String shorten(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }

    private InvalidInputException problem(String text) {
        return new InvalidInputException(file + ": " + text);
    }
}
