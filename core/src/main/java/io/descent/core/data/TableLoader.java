package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.Words;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the table that contains the training set, and finds out what its columns are. */
final class TableLoader {
    private final DataSpec spec;
    private final NumberFormats formats;
    private final Set<String> markers;
    private final Roles roles;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, FeatureCells> columns = new LinkedHashMap<>();
    private final Set<String> ignored = new HashSet<>();
    private String decimal = ".";

    TableLoader(DataSpec spec) {
        this.spec = spec;
        formats = NumberFormats.of(spec.format());
        markers = spec.format().missingMarkers();
        roles = Roles.of(spec);
    }

    /** What the user should know, in sentences. */
    List<String> notes() {
        return notes;
    }

    /** What the columns are, apart from labels and columns that only have a role. */
    Map<String, FeatureCells> columns() {
        return columns;
    }

    /**
     * Reads examples.
     *
     * @param labels the names of the label columns
     * @param round whether numbers are rounded to float32 first
     * @throws InvalidInputException if the table cannot be read, lacks a column, or a cell does not fit its column
     */
    TypedTable read(TableInput input, List<String> labels, boolean round) {
        return typed(labelled(input, labels), labels, round);
    }

    /**
     * Reads a table and finds out what its columns are, which {@link #columns} then has.
     *
     * @param labels the names of the label columns; may be empty
     */
    Table received(TableInput input, List<String> labels) {
        requireColumns(input, labels);
        spec.ignore().forEach(name -> ignore(name, input));
        Function<String, CellReceiver.How> how = name -> how(name, labels);
        Table table = input.read(how, formats, markers).withUnnamed(unnamed(input));
        if (table.rows() == 0) {
            throw table.problem("contains no rows");
        }
        notes.addAll(input.notes());
        Map<String, CellReceiver.How> again = infer(table, labels);
        again.putAll(grouped(table, labels));
        if (!again.isEmpty()) {
            table = table.with(
                    input.read(name -> again.getOrDefault(name, new CellReceiver.How.Skip()), formats, markers)
                            .received());
            infer(table, labels);
        }
        return table;
    }

    /** Leaves out a column by its name, or else by how its name is written in the file: '' for one without a name. */
    private void ignore(String name, TableInput input) {
        if (input.columns().contains(name)) {
            ignored.add(name);
            return;
        }
        for (int j = 0; j < input.columns().size(); j++) {
            if (input.originalNames().get(j).equals(name)) {
                ignored.add(input.columns().get(j));
            }
        }
    }

    private Set<String> unnamed(TableInput input) {
        Set<String> unnamed = new HashSet<>();
        for (int j = 0; j < input.columns().size(); j++) {
            if (input.originalNames().get(j).isEmpty()) {
                unnamed.add(input.columns().get(j));
            }
        }
        return unnamed;
    }

    private void requireColumns(TableInput input, List<String> labels) {
        for (String label : labels) {
            if (spec.ignore().contains(label)) {
                throw new InvalidInputException("data.ignore: the label '" + label + "' cannot be ignored");
            }
            require(input, label, "the label column");
        }
        Set<String> originals = new HashSet<>(input.originalNames());
        for (String name : spec.ignore()) {
            if (!originals.contains(name)) {
                require(input, name, "the ignored column");
            }
        }
        Set<String> known = new HashSet<>(input.columns());
        for (String name : spec.columns().keySet()) {
            if (!known.contains(name) && !name.equals(DataSpec.OTHERS)) {
                require(input, name, "the column of data.columns");
            }
        }
        roles.require(input);
    }

    private static void require(TableInput input, String name, String what) {
        if (!input.columns().contains(name)) {
            boolean hasNumbers = input.columns().stream().anyMatch(each -> Double.isFinite(Decimal.parse(each)));
            throw new InvalidInputException(input.place() + ": " + Table.missing(what, name, input.columns())
                    + (hasNumbers
                            ? "; if the first line is not a header, say data.header: false, and the columns are c1, c2, ..."
                            : ""));
        }
    }

    private CellReceiver.How how(String name, List<String> labels) {
        if (labels.contains(name)) {
            return new CellReceiver.How.Infer();
        }
        if (roles.areWords(name)) {
            return new CellReceiver.How.AsWords();
        }
        ColumnChoice choice = roles.has(name) ? spec.columns().get(name) : DataSpec.choice(spec.columns(), name);
        boolean isIgnored = ignored.contains(name) || (choice != null && choice.kind() == ColumnKind.IGNORE);
        if (isIgnored) {
            return roles.has(name) ? new CellReceiver.How.Infer() : new CellReceiver.How.Skip();
        }
        return choice != null && (choice.kind() == ColumnKind.CATEGORICAL || choice.kind() == ColumnKind.BOOLEAN)
                ? new CellReceiver.How.AsWords()
                : new CellReceiver.How.Infer();
    }

    /** Fills {@link #columns}; returns the columns that must be received again before it is known what they are. */
    private Map<String, CellReceiver.How> infer(Table table, List<String> labels) {
        columns.clear();
        ColumnInference inference = new ColumnInference(table, formats, spec.columns());
        decimal = inference.decimal();
        for (String name : table.columns()) {
            if (!labels.contains(name) && !roles.isNoFeature(name)) {
                columns.put(name, ignored.contains(name) ? ignored(table, name) : inference.infer(name));
            }
        }
        return new LinkedHashMap<>(inference.again());
    }

    /** Labels with values such as 1.234 in a table with decimal commas, which have points between thousands. */
    private Map<String, CellReceiver.How> grouped(Table table, List<String> labels) {
        Map<String, CellReceiver.How> again = new LinkedHashMap<>();
        for (String label : labels) {
            boolean isValue = spec.task() != Task.CLASSIFICATION
                    && new LabelColumn(table, label, formats.withDecimal(decimal)).task() == Task.REGRESSION;
            if (isValue && table.received(label).grouped() && decimal.equals(",") && formats.given() == null) {
                again.put(label, new CellReceiver.How.In(ColumnInference.GROUPED));
            }
        }
        return again;
    }

    private static FeatureCells ignored(Table table, String name) {
        return new FeatureCells(
                name, ColumnKind.IGNORE, null, null, table.received(name).missing(), -1, "as you say");
    }

    /** The rows that have a label. */
    private Table withLabels(Table table, List<String> labels, String place) {
        int[] kept = LabelColumn.labelled(table, LabelColumn.all(table, labels, formats.withDecimal(decimal)));
        if (kept == null) {
            return table;
        }
        if (kept.length == 0) {
            throw table.problem("no row has a label in the column '%s'".formatted(String.join(", ", labels)));
        }
        notes.add(LabelColumn.leftOut(place, table.rows() - kept.length));
        return table.select(kept);
    }

    /** The rows that have a label, and what their columns are. */
    private Table labelled(TableInput input, List<String> labels) {
        Table table = received(input, labels);
        if (labels.size() == 1) {
            table = LabelColumn.asWords(
                    table, labels.get(0), spec.task(), input, formats.withDecimal(decimal), markers);
        }
        return withLabels(table, labels, input.place());
    }

    /** Reads the labels of a table, and the columns with roles; the examples have no features. */
    TypedTable readLabels(TableInput input, List<String> labels) {
        Table table = labelled(input, labels);
        Schema schema = schema(table, labels, List.of());
        double[] values = LabelColumn.read(table, schema, formats.withDecimal(decimal));
        return new TypedTable(new RawExamples(schema, table, List.of(), values), roles.of(table), List.of());
    }

    private TypedTable typed(Table table, List<String> labels, boolean round) {
        List<FeatureCells> features = new ArrayList<>();
        columns.forEach((name, each) -> {
            if (each.kind() != ColumnKind.IGNORE) {
                features.add(round ? rounded(each) : each);
            }
        });
        if (features.isEmpty()) {
            throw table.problem("no feature columns are left besides the label '%s'%s"
                    .formatted(String.join(", ", labels), leftOut()));
        }
        Schema schema =
                schema(table, labels, features.stream().map(FeatureCells::name).toList());
        double[] values = LabelColumn.read(table, schema, formats.withDecimal(decimal));
        List<@Nullable CellFormat> labelFormats = new ArrayList<>();
        LabelColumn.all(table, labels, formats.withDecimal(decimal))
                .forEach(label -> labelFormats.add(schema.task() == Task.REGRESSION ? label.format() : null));
        return new TypedTable(new RawExamples(schema, table, features, values), roles.of(table), labelFormats);
    }

    /** Why there are no features. */
    private String leftOut() {
        StringBuilder text = new StringBuilder();
        for (FeatureCells each : columns.values()) {
            if (!each.remark().isEmpty() && text.length() < 400) {
                text.append(text.isEmpty() ? "; left out: " : ", ")
                        .append("'%s' (%s)".formatted(Excerpt.of(each.name(), 40), each.remark()));
            }
        }
        return text.isEmpty() ? "" : text + "; keep a column with data.columns: {NAME: numeric} or categorical";
    }

    private static FeatureCells rounded(FeatureCells each) {
        Column cells = each.cells();
        return cells == null || !cells.isNumeric()
                ? each
                : new FeatureCells(
                        each.name(),
                        each.kind(),
                        each.format(),
                        new Column.Rounded(cells),
                        each.missing(),
                        each.distinct(),
                        each.remark());
    }

    /** The meaning of the label and of features of the given names. */
    private Schema schema(Table table, List<String> labels, List<String> names) {
        if (labels.size() > 1) {
            if (spec.task() == Task.CLASSIFICATION) {
                throw new InvalidInputException(
                        "data.task: several labels must be numbers; only one label can be a class");
            }
            return new Schema(names, labels, Task.REGRESSION, List.of(), null);
        }
        LabelColumn label =
                LabelColumn.all(table, labels, formats.withDecimal(decimal)).get(0);
        Task task = spec.task() != null ? spec.task() : label.task();
        List<String> classes = task == Task.REGRESSION ? Collections.emptyList() : ordered(label.classes());
        return new Schema(names, labels, task, classes, null);
    }

    /** The classes, the positive one last. */
    private List<String> ordered(List<String> classes) {
        if (spec.positive() == null) {
            return classes;
        }
        String positive = Words.canonical(spec.positive());
        if (classes.size() != 2 || !classes.contains(positive)) {
            throw new InvalidInputException("data.positive '%s': expected one of two classes; the label has %s"
                    .formatted(Excerpt.of(positive, 40), Excerpt.of(String.join(", ", classes), 200)));
        }
        return classes.get(1).equals(positive) ? classes : List.of(classes.get(1), classes.get(0));
    }
}
