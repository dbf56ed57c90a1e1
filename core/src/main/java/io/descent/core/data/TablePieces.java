package io.descent.core.data;

import io.descent.core.config.internal.Records;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ColumnKind;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.CellFormat;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberFormat;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns from a table that no process holds as a whole, with the results of a table that one does: from one column at a
 * time, or from some rows at a time. The order of the rows is that of their content. For Descent's own modules.
 */
public final class TablePieces implements Serializable {
    private final DataSpec spec;
    private final long seed;

    /**
     * What is known of a column.
     *
     * @param name of the column
     * @param kind what its cells are
     * @param format how they are written; null for words, and for columns that are ignored
     * @param feature the column with its encoder; null until it is learnt
     * @param missing number of missing cells
     * @param distinct number of different cells; -1 for more than were counted
     * @param remark what the user should know; empty for nothing
     */
    public record ColumnFacts(
            String name,
            ColumnKind kind,
            @Nullable CellFormat format,
            @Nullable FeatureColumn feature,
            int missing,
            int distinct,
            String remark)
            implements Serializable {
        /** Whether the column has texts that are numbers with a decimal comma. */
        public boolean hasDecimalComma() {
            return format instanceof NumberFormat number && number.decimal().equals(",");
        }

        /** Whether the column is no feature. */
        public boolean isIgnored() {
            return kind == ColumnKind.IGNORE;
        }
    }

    /**
     * The labels of all rows, in the order of the table that they were read from.
     *
     * @param schema the meaning of the label; without features
     * @param examples the labels
     * @param roles the cells that decide something
     */
    public record LabelFacts(Schema schema, RawExamples examples, RoleCells roles) {}

    /**
     * Prepares learning.
     *
     * @param spec a table in memory whose order is that of its content
     * @param streams draws the split
     */
    public TablePieces(DataSpec spec, RandomStreams streams) {
        if (!spec.isByContent() || !spec.memory()) {
            throw new IllegalArgumentException("the order of the rows must be that of their content");
        }
        this.spec = spec;
        this.seed = streams.contentSeed();
    }

    /** The texts that mark a missing cell. */
    public Set<String> missing() {
        return spec.format().missingMarkers();
    }

    /** The columns that are not features, because they are labels, or have a role or are ignored. */
    public List<String> apart() {
        List<String> names = new ArrayList<>(spec.labels());
        names.addAll(spec.ignore());
        spec.roles().stream().filter(Roles.of(spec)::isNoFeature).forEach(names::add);
        return names;
    }

    /**
     * Rejects a table without a column that the experiment names.
     *
     * @param names of all columns
     */
    public void requireColumns(List<String> names) {
        List<String> named = new ArrayList<>(labelsAndRoles());
        named.addAll(spec.ignore());
        named.addAll(spec.columns().keySet());
        for (String name : named) {
            if (!names.contains(name) && !name.equals(DataSpec.OTHERS)) {
                throw new InvalidInputException(Table.missing("the column", name, names));
            }
        }
    }

    /** The columns whose texts could be read in several ways, of which each piece might choose another one. */
    public List<String> numbersOrTimes(LabelFacts labels) {
        List<String> names = new ArrayList<>(labels.schema().task() == Task.REGRESSION ? spec.labels() : List.of());
        for (String role : new @Nullable String[] {spec.weight(), spec.time()}) {
            if (role != null) {
                names.add(role);
            }
        }
        return names;
    }

    /** The columns that {@link #labels} needs. */
    public List<String> labelsAndRoles() {
        List<String> names = new ArrayList<>(spec.labels());
        names.addAll(spec.roles());
        return names;
    }

    /** The label columns. */
    public List<String> labels() {
        return spec.labels();
    }

    /**
     * Finds out what a column is.
     *
     * @param column a table of this column alone, with all rows in any order
     */
    public ColumnFacts column(Table column) {
        String name = column.columns().get(0);
        TableLoader loader = new TableLoader(alone(name));
        loader.received(column.input(), List.of());
        FeatureCells found = Objects.requireNonNull(loader.columns().get(name));
        return new ColumnFacts(
                name, found.kind(), found.format(), null, found.missing(), found.distinct(), found.remark());
    }

    /** What the user says of one column alone. */
    private DataSpec alone(String name) {
        SortedMap<String, ColumnChoice> choices = new TreeMap<>();
        ColumnChoice choice = DataSpec.choice(spec.columns(), name);
        if (choice != null) {
            choices.put(name, choice);
        }
        return withoutRoles().withColumns(choices);
    }

    private DataSpec withoutRoles() {
        DataSpec plain = Records.with(spec, "ignore", List.of());
        for (String role : List.of("weight", "group", "time", "set")) {
            plain = Records.with(plain, role, null);
        }
        return plain;
    }

    /**
     * Reads the labels, and what decides the split.
     *
     * @param table the columns of {@link #labelsAndRoles}
     * @throws InvalidInputException if a label or a cell that decides something is not what it should be
     */
    public LabelFacts labels(Table table) {
        DataSpec own = Records.with(Records.with(spec, "ignore", List.of()), "columns", Collections.emptySortedMap());
        TypedTable typed = new TableLoader(own).readLabels(table.input(), spec.labels());
        RawExamples labels = typed.weighted().withRoles(typed.roles());
        return new LabelFacts(labels.schema(), labels, typed.roles());
    }

    /** The meaning of features and label. */
    public Schema schema(List<ColumnFacts> columns, LabelFacts labels) {
        List<String> features = columns.stream()
                .filter(each -> !each.isIgnored())
                .map(ColumnFacts::name)
                .toList();
        if (features.isEmpty()) {
            throw new InvalidInputException(
                    "no feature columns are left besides the label '%s'".formatted(String.join(", ", spec.labels())));
        }
        Schema schema = labels.schema();
        if (spec.image() != null && spec.image().size() != features.size()) {
            throw new InvalidInputException("data.image %s has %d pixels, but there are %d features"
                    .formatted(spec.image(), spec.image().size(), features.size()));
        }
        return new Schema(features, schema.labels(), schema.task(), schema.classes(), spec.image());
    }

    private TypedTable typed(Schema schema, List<ColumnFacts> columns, Table rows, boolean labelled, Roles roles) {
        List<@Nullable CellFormat> formats = new ArrayList<>();
        List<ColumnKind> kinds = new ArrayList<>();
        for (ColumnFacts each : columns) {
            if (!each.isIgnored()) {
                formats.add(each.format());
                kinds.add(each.kind());
            }
        }
        CellFormat given = schema.task() == Task.REGRESSION
                ? NumberFormats.of(spec.format()).given()
                : null;
        return new KnownColumns(
                        schema,
                        formats,
                        kinds,
                        Collections.nCopies(schema.labels().size(), given),
                        spec.format().missingMarkers())
                .read(rows.input(), labelled, roles, new ArrayList<>());
    }

    /**
     * The keys of some rows, two numbers each, by which all rows are ordered.
     *
     * @param rows all columns; every row has a label
     */
    public long[] keys(Schema schema, List<ColumnFacts> columns, Table rows) {
        TypedTable typed = typed(schema, columns, rows, true, Roles.of(spec));
        return ContentOrder.keys(typed.examples(), typed.roles(), seed);
    }

    /**
     * The set of every row: 0 for the training set, 1 for the dev set, 2 for the test set.
     *
     * @param labels of all rows, in the order of their keys
     * @throws InvalidInputException if a set would be empty, or the training set has only one class
     */
    public int[] sets(LabelFacts labels) {
        int[] sets = divided(labels);
        RawData.requireClasses(ofTraining(labels, sets));
        return sets;
    }

    private int[] divided(LabelFacts labels) {
        if (spec.set() != null) {
            return labels.roles().sets();
        }
        RawExamples all = labels.examples();
        if (spec.split().isNone()) {
            return new int[all.size()];
        }
        SplitRatio ratio = spec.split().forSize(all.size(), false);
        RandomStreams streams = new RandomStreams(seed);
        return spec.group() != null
                ? Splitter.byGroup(labels.roles().groups(), ratio, streams.split())
                : spec.time() != null
                        ? Splitter.byTime(labels.roles().times(), ratio)
                        : Splitter.split(all, ratio, streams.split());
    }

    /**
     * Learns the encoder of a column.
     *
     * @param facts what {@link #column} found
     * @param train the column in the rows of the training set, in the order of their keys
     */
    public ColumnFacts fitted(Schema schema, ColumnFacts facts, Table train) {
        Schema alone = new Schema(List.of(facts.name()), schema.labels(), schema.task(), schema.classes(), null);
        TypedTable typed = typed(alone, List.of(facts), train, false, Roles.NONE);
        FeatureColumn feature = typed.examples().fit(spec).columns().get(0);
        return new ColumnFacts(
                facts.name(), facts.kind(), facts.format(), feature, facts.missing(), facts.distinct(), facts.remark());
    }

    /** What turns features into inputs, once all columns are fitted. */
    public InputEncoding encoding(Schema schema, List<ColumnFacts> fitted) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (ColumnFacts each : fitted) {
            if (!each.isIgnored()) {
                columns.add(Objects.requireNonNull(each.feature()));
            }
        }
        return schema.image() != null && spec.normalize() == NumberScaling.STANDARDIZE
                ? pixels(schema, columns)
                : new InputEncoding(columns, spec.format().missingMarkers());
    }

    /** Pixels have no inputs for missing cells, and constant ones are shifted to 0. */
    private static InputEncoding pixels(Schema schema, List<FeatureColumn> columns) {
        double[] mean = new double[columns.size()];
        double[] deviation = new double[columns.size()];
        boolean isFloat32 = true;
        for (int j = 0; j < mean.length; j++) {
            if (!(columns.get(j).encoder() instanceof Scaled scaled) || scaled.indicator()) {
                throw new InvalidInputException(
                        "the feature '%s' has missing cells, or cells that are no numbers; pixels must be numbers"
                                .formatted(columns.get(j).name()));
            }
            Scaling.Standardize scaling = scaled.scaling() instanceof Scaling.Standardize standardize
                    ? standardize
                    : new Scaling.Standardize(scaled.fill(), 1);
            mean[j] = scaling.mean();
            deviation[j] = scaling.deviation();
            isFloat32 &= scaled.float32();
        }
        return InputEncoding.standardized(schema.features(), mean, deviation, isFloat32);
    }

    /**
     * Learns how labels with values are scaled.
     *
     * @param labels of all rows, in the order of their keys
     * @param sets of all rows
     */
    public List<Scaling> targets(LabelFacts labels, int[] sets) {
        return ofTraining(labels, sets).fitTargets(spec);
    }

    /** The labels and weights of the training set, in the order of their keys. */
    public static RawExamples ofTraining(LabelFacts labels, int[] sets) {
        RawExamples train = Splitter.parts(labels.examples(), sets)[0];
        if (train == null) {
            throw new InvalidInputException(
                    "the training set is empty; the column that names the sets says train in no row");
        }
        return train;
    }

    /**
     * Encodes some rows.
     *
     * @param rows all columns; every row has a label
     */
    public Examples examples(
            Schema schema,
            List<ColumnFacts> columns,
            InputEncoding encoding,
            List<Scaling> targets,
            Precision precision,
            Table rows) {
        TypedTable typed = typed(schema, columns, rows, true, Roles.of(spec).ofOtherSets());
        return typed.weighted().encode(encoding, targets, precision);
    }

    /** The facts about all examples. */
    public DataSummary summary(
            Schema schema,
            List<ColumnFacts> columns,
            InputEncoding encoding,
            List<Scaling> targets,
            LabelFacts labels,
            int[] sets) {
        int[] sizes = new int[3];
        for (int set : sets) {
            sizes[set]++;
        }
        RawExamples[] parts = Splitter.parts(labels.examples(), sets);
        LabelSummary summary = summary(Objects.requireNonNull(parts[0]));
        summary = parts[1] == null ? summary : summary.with(summary(parts[1]));
        InputShape shape = encoding.shape();
        return new DataSummary(
                schema,
                summary,
                shape,
                encoding.numbers(),
                Columns.choices(report(columns, encoding), encoding, spec),
                targets.stream().anyMatch(each -> !each.isNone()),
                sizes[0],
                sizes[1],
                sizes[2]);
    }

    private static LabelSummary summary(RawExamples examples) {
        int width = examples.schema().labels().size();
        double[] values = new double[examples.size() * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = examples.label(i / width, i % width);
        }
        return LabelSummary.of(examples.schema(), values);
    }

    private static DataReport report(List<ColumnFacts> columns, InputEncoding encoding) {
        List<DataReport.ColumnReport> reports = new ArrayList<>();
        for (ColumnFacts each : columns) {
            reports.add(Columns.report(new FeatureCells(
                    each.name(), each.kind(), null, null, each.missing(), each.distinct(), each.remark())));
        }
        return Columns.encoded(new DataReport(reports, List.of()), encoding);
    }

    /**
     * The data of the process that leads a training whose training set is elsewhere.
     *
     * @param sample some examples of the training set
     * @param summary of all examples
     */
    public TrainingData data(
            Examples sample,
            @Nullable Examples dev,
            @Nullable Examples test,
            List<ColumnFacts> columns,
            DataSummary summary) {
        return new TrainingData(sample, dev, test, report(columns, sample.encoding()), summary.columns()).of(summary);
    }
}
