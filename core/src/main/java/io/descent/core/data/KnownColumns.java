package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a training set, by which other tables are read.
 *
 * @param schema the meaning of features and label
 * @param formats how the cells of each feature are written; null for words
 * @param kinds what the cells of each feature are
 * @param labelFormats how the values of each label are written; null for classes, and to find it
 * @param markers the texts that mark a missing cell
 */
record KnownColumns(
        Schema schema,
        List<@Nullable CellFormat> formats,
        List<ColumnKind> kinds,
        List<@Nullable CellFormat> labelFormats,
        Set<String> markers) {
    private static final int LONGEST_SHOWN = 40;

    /**
     * The columns of a model.
     *
     * @param format how the table is written that will be read
     */
    static KnownColumns of(Schema schema, InputEncoding encoding, TableFormat format) {
        CellFormat given =
                schema.task() == Task.REGRESSION ? NumberFormats.of(format).given() : null;
        List<@Nullable CellFormat> formats = new ArrayList<>();
        encoding.columns().forEach(column -> formats.add(column.format()));
        return new KnownColumns(
                schema,
                formats,
                encoding.columns().stream().map(FeatureColumn::kind).toList(),
                Collections.nCopies(schema.labels().size(), given),
                encoding.missing());
    }

    /** The columns of a training set. */
    static KnownColumns of(TypedTable table, Set<String> markers) {
        RawExamples train = table.examples();
        List<@Nullable CellFormat> formats = new ArrayList<>();
        train.columns().forEach(column -> formats.add(column.format()));
        return new KnownColumns(
                train.schema(),
                formats,
                train.columns().stream().map(FeatureCells::kind).toList(),
                table.labels(),
                markers);
    }

    /**
     * Reads examples. Rows without a label are left out if labels are read.
     *
     * @param labelled whether to read the label; otherwise every label is 0
     * @throws InvalidInputException if a column is missing or a cell is not what its column has
     */
    RawExamples read(TableInput input, boolean labelled) {
        return read(input, labelled, Roles.NONE, new ArrayList<>()).examples();
    }

    /**
     * Reads examples and the columns with roles.
     *
     * @param notes receives what the user should know
     */
    TypedTable read(TableInput input, boolean labelled, Roles roles, List<String> notes) {
        Set<String> wanted = new LinkedHashSet<>(schema.features());
        if (labelled) {
            wanted.addAll(schema.labels());
        }
        Set<String> given = new HashSet<>(input.columns());
        for (String name : wanted) {
            if (!given.contains(name)) {
                throw new InvalidInputException(input.place() + ": "
                        + Table.missing(
                                schema.features().contains(name) ? "the feature column" : "the label column",
                                name,
                                input.columns()));
            }
        }
        roles.require(input);
        NumberFormats any = new NumberFormats(null);
        Map<String, Integer> positions = new HashMap<>();
        schema.features().forEach(name -> positions.put(name, positions.size()));
        Table table = input.read(name -> how(name, positions.get(name), labelled, roles), any, markers);
        if (labelled && schema.task() == Task.CLASSIFICATION) {
            table = LabelColumn.asWords(table, schema.label(), Task.CLASSIFICATION, input, any, markers);
        }
        List<FeatureCells> features = new ArrayList<>();
        for (int j = 0; j < schema.features().size(); j++) {
            features.add(cells(table, j));
        }
        if (!labelled) {
            return new TypedTable(
                    new RawExamples(
                            schema,
                            table,
                            features,
                            new double[table.rows() * schema.labels().size()]),
                    roles.of(table),
                    labelFormats);
        }
        int[] kept = LabelColumn.labelled(table, LabelColumn.all(table, schema.labels(), any));
        if (kept != null) {
            notes.add(LabelColumn.leftOut(input.place(), table.rows() - kept.length));
            if (kept.length == 0) {
                throw table.problem("no row has a label in the column '%s'".formatted(schema.label()));
            }
            table = table.select(kept);
        }
        return new TypedTable(
                new RawExamples(schema, table, features, LabelColumn.read(table, schema, any)),
                roles.of(table),
                labelFormats);
    }

    private CellReceiver.How how(String name, @Nullable Integer feature, boolean labelled, Roles roles) {
        if (feature != null) {
            CellFormat format = formats.get(feature);
            return format == null ? new CellReceiver.How.AsWords() : new CellReceiver.How.In(format);
        }
        if (roles.areWords(name)) {
            return new CellReceiver.How.AsWords();
        }
        int label = schema.labels().indexOf(name);
        if (labelled && label >= 0) {
            CellFormat format = labelFormats.get(label);
            return format == null ? new CellReceiver.How.Infer() : new CellReceiver.How.In(format);
        }
        return roles.has(name) ? new CellReceiver.How.Infer() : new CellReceiver.How.Skip();
    }

    private FeatureCells cells(Table table, int feature) {
        String name = schema.features().get(feature);
        Received received = table.received(name);
        if (!received.odd().isEmpty()) {
            Received.Odd odd = received.odd().get(0);
            throw table.problem(
                    odd.row(),
                    name,
                    "'%s' is not %s; correct the cell, or leave it empty"
                            .formatted(
                                    Excerpt.of(odd.text(), LONGEST_SHOWN),
                                    switch (kinds.get(feature)) {
                                        case BOOLEAN -> "a truth value that training saw";
                                        case DATE -> "a date as in training";
                                        default -> "a number";
                                    }));
        }
        Column column = received.column();
        if (column instanceof Column.Words words) {
            column = ColumnInference.canonical(words);
        }
        return new FeatureCells(name, kinds.get(feature), formats.get(feature), column, received.missing(), -1, "");
    }
}
