package io.descent.core.data;

import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in a CSV file whose cells follow from the number of their row, counted from 0. */
final class Sheet {
    private final Path folder;
    private final int rows;
    private final Map<String, IntFunction<String>> columns = new LinkedHashMap<>();

    Sheet(Path folder, int rows) {
        this.folder = folder;
        this.rows = rows;
    }

    /** Adds a column. */
    Sheet with(String name, IntFunction<String> cell) {
        columns.put(name, cell);
        return this;
    }

    /** Adds a column of words or numbers that are repeated. */
    Sheet with(String name, String... cells) {
        return with(name, i -> cells[i % cells.length]);
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") || cell.contains("\n")
                ? "\"" + cell.replace("\"", "\"\"") + "\""
                : cell;
    }

    /** Writes the file. */
    Path file(String name) {
        StringBuilder text = new StringBuilder(
                columns.keySet().stream().map(Sheet::quoted).collect(Collectors.joining(",", "", "\n")));
        for (int i = 0; i < rows; i++) {
            int row = i;
            text.append(columns.values().stream()
                    .map(cell -> quoted(cell.apply(row)))
                    .collect(Collectors.joining(",", "", "\n")));
        }
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes and loads the table, with a label y of two classes unless it has one; not split. */
    RawData load() {
        return load(spec -> spec);
    }

    /** Loads the table as a specification says. */
    RawData load(UnaryOperator<DataSpec> change) {
        columns.putIfAbsent("y", i -> i % 2 == 0 ? "p" : "q");
        DataSpec spec = DataSpec.csv(file("sheet.csv"), "y").withSplit("none");
        return RawData.load(change.apply(spec), Precision.FLOAT64, new RandomStreams(1));
    }

    /** What is found about a column. */
    DataReport.ColumnReport report(String column, UnaryOperator<DataSpec> change) {
        return report(load(change), column);
    }

    /** What is found about a column. */
    DataReport.ColumnReport report(String column) {
        return report(column, spec -> spec);
    }

    static DataReport.ColumnReport report(RawData data, String column) {
        return data.encode(Precision.FLOAT64).report().columns().stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    /** One feature of all examples, as numbers. */
    static double[] numbers(RawExamples examples, String feature) {
        int j = examples.schema().features().indexOf(feature);
        return IntStream.range(0, examples.size())
                .mapToDouble(i -> examples.feature(i, j))
                .toArray();
    }

    /** One feature of all examples, as texts. */
    static String[] texts(RawExamples examples, String feature) {
        int j = examples.schema().features().indexOf(feature);
        return IntStream.range(0, examples.size())
                .mapToObj(i -> examples.text(i, j))
                .toArray(String[]::new);
    }
}
