package io.descent.core.data;

import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Finds out what the columns of a table are, without training. */
public final class TableDescription {
    /** A name that no column has, because the names of columns are trimmed. */
    private static final String NO_LABEL = " ";

    private TableDescription() {}

    /**
     * Describes a table as training on all of its rows would see it.
     *
     * @param spec a table in a file
     * @throws InvalidInputException if the table cannot be read or does not fit the label
     */
    public static DataReport of(DataSpec spec) {
        return TrainingData.load(
                        spec.set() == null ? spec.withSplit("none") : spec,
                        Precision.FLOAT64,
                        RandomStreams.of(1, RandomSpec.KEYED))
                .report();
    }

    /**
     * Describes a table without a label: every column could be a feature.
     *
     * @param file the table
     * @param format how it is written
     * @param choices columns about which the user says what they are, by name
     * @throws InvalidInputException if the table cannot be read
     */
    public static DataReport of(Path file, TableFormat format, Map<String, ColumnChoice> choices) {
        DataSpec spec = DataSpec.csv(file, NO_LABEL).withFormat(format).withColumns(choices);
        SourceReader input = SourceReader.of(TableFile.of(file, format));
        TableLoader loader = new TableLoader(spec);
        Table table = loader.received(input, List.of());
        List<FeatureCells> features = loader.columns().values().stream()
                .filter(each -> each.kind() != ColumnKind.IGNORE)
                .toList();
        Schema schema = new Schema(
                features.stream().map(FeatureCells::name).toList(), NO_LABEL, Task.REGRESSION, Collections.emptyList());
        RawExamples all = new RawExamples(schema, table, features, new double[table.rows()]);
        DataReport report = new DataReport(
                Columns.reports(all, List.of(), Roles.NONE, loader.columns()), new ArrayList<>(loader.notes()));
        return features.isEmpty() ? report : Columns.encoded(report, all.fit(spec));
    }
}
