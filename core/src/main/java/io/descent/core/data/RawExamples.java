package io.descent.core.data;

import io.descent.inference.limit.internal.Memory;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.FeatureColumn;
import io.descent.inference.table.internal.Indicators;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaled;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of a table with identified features and label. Features are as in their source, not encoded. Immutable. */
public final class RawExamples {
    /** Rows that are encoded at a time. */
    private static final int BLOCK = 512;

    private final Schema schema;
    private final Table table;
    private final List<FeatureCells> features;
    private final Column[] cells;
    private final double[] labels;
    private final double @Nullable [] weights;
    /** The columns that decide something; null if nothing is known of them. */
    private final @Nullable RoleCells roles;
    /** The row of each example among the cells of the roles; null for all of them in their order. */
    private final int @Nullable [] rows;

    /**
     * Creates examples with known labels.
     *
     * @param features the cells of each feature of the schema, by position in the table
     * @param labels the index of the class, or the values, for each row of the table (rows x labels, row by row)
     */
    RawExamples(Schema schema, Table table, List<FeatureCells> features, double[] labels) {
        this(schema, table, features, labels, null, null, null);
    }

    private RawExamples(
            Schema schema,
            Table table,
            List<FeatureCells> features,
            double[] labels,
            double @Nullable [] weights,
            @Nullable RoleCells roles,
            int @Nullable [] rows) {
        this.schema = schema;
        this.table = table;
        this.features = features;
        this.labels = labels;
        this.weights = weights;
        this.roles = roles;
        this.rows = rows;
        this.cells = features.stream()
                .map(each -> Objects.requireNonNull(each.cells()))
                .toArray(Column[]::new);
    }

    /**
     * Creates examples with a known schema whose features are numbers. Features are found by name, in any order; other
     * columns are ignored.
     *
     * @param labelled whether to read the label; otherwise every label is 0
     * @throws InvalidInputException if a column is missing or a cell is invalid
     */
    public static RawExamples of(Table table, Schema schema, boolean labelled) {
        return of(table, schema, InputEncoding.unscaled(schema.features()), labelled);
    }

    /**
     * Creates examples for an existing network. Features are found by name, in any order; other columns are ignored.
     *
     * @param encoding of the network
     * @param labelled whether to read the label; otherwise every label is 0
     * @throws InvalidInputException if a column is missing or a cell is invalid
     */
    public static RawExamples of(Table table, Schema schema, InputEncoding encoding, boolean labelled) {
        return KnownColumns.of(schema, encoding, TableFormat.DEFAULT).read(table.input(), labelled);
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return schema;
    }

    /** Number of examples. */
    public int size() {
        return labels.length / schema.labels().size();
    }

    /** The label of an example: the index of its class, or its value; the first of several values. */
    public double label(int example) {
        return labels[example * schema.labels().size()];
    }

    /** One of several values that are the label of an example. */
    public double label(int example, int value) {
        return labels[example * schema.labels().size() + value];
    }

    /**
     * One feature of an example as a number: the number itself, seconds since 1970 for a date, 1 or 0 for a truth
     * value, the number that a word contains. NaN if the cell is missing or a word without a number.
     */
    public double feature(int example, int feature) {
        return cells[feature].number(table.position(example));
    }

    /** One feature of an example as text, as it is written in its source up to the notation of numbers. */
    public String text(int example, int feature) {
        FeatureCells each = features.get(feature);
        return each.format() == null
                ? cells[feature].text(table.position(example))
                : each.text(feature(example, feature));
    }

    /**
     * Whether other examples are of the same rows, in the same order: their labels are equal, and so are the features that
     * both have, of which there must be at least one.
     */
    public boolean hasSameRows(RawExamples other) {
        if (!schema.labels().equals(other.schema.labels())
                || !schema.classes().equals(other.schema.classes())
                || !Arrays.equals(labels, other.labels)) {
            return false;
        }
        boolean isAnyShared = false;
        for (int j = 0; j < cells.length; j++) {
            int same = other.schema.features().indexOf(schema.features().get(j));
            isAnyShared |= same >= 0;
            for (int i = 0; same >= 0 && i < size(); i++) {
                double number = feature(i, j);
                if (Double.compare(number, other.feature(i, same)) != 0
                        || (Double.isNaN(number) && !text(i, j).equals(other.text(i, same)))) {
                    return false;
                }
            }
        }
        return isAnyShared;
    }

    /** All features of an example, each as {@link #feature} returns it. */
    public double[] features(int example) {
        double[] values = new double[cells.length];
        Arrays.setAll(values, j -> feature(example, j));
        return values;
    }

    List<FeatureCells> columns() {
        return features;
    }

    Table table() {
        return table;
    }

    /** The examples at the given positions, in that order. */
    public RawExamples select(int[] positions) {
        int width = schema.labels().size();
        double[] selected = new double[positions.length * width];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(labels, positions[i] * width, selected, i * width, width);
        }
        double[] selectedWeights = weights == null ? null : new double[positions.length];
        for (int i = 0; weights != null && selectedWeights != null && i < positions.length; i++) {
            selectedWeights[i] = weights[positions[i]];
        }
        int[] selectedRows = positions.clone();
        for (int i = 0; rows != null && i < positions.length; i++) {
            selectedRows[i] = rows[positions[i]];
        }
        return new RawExamples(
                schema, table.select(positions), features, selected, selectedWeights, roles, selectedRows);
    }

    /** A copy that knows the cells of the columns that decide something. */
    RawExamples withRoles(RoleCells cellsOfRoles) {
        return new RawExamples(schema, table, features, labels, weights, cellsOfRoles, null);
    }

    /**
     * The number of the group of each example.
     *
     * @return null without groups
     * @throws InvalidInputException if an example has no group
     */
    int @Nullable [] groups() {
        if (roles == null || roles.roles().group() == null) {
            return null;
        }
        int[] all = roles.groups();
        int[] own = rows;
        return own == null ? all : Arrays.stream(own).map(row -> all[row]).toArray();
    }

    /**
     * The time of each example.
     *
     * @return null without times
     * @throws InvalidInputException if a time is missing, or neither a date nor a number
     */
    double @Nullable [] times() {
        if (roles == null || roles.roles().time() == null) {
            return null;
        }
        double[] all = roles.times();
        int[] own = rows;
        return own == null
                ? all
                : Arrays.stream(own).mapToDouble(row -> all[row]).toArray();
    }

    /**
     * These examples, then others of the same columns.
     *
     * @throws InvalidInputException if the times of the others are not known
     */
    RawExamples with(RawExamples others) {
        double[] allLabels = Arrays.copyOf(labels, labels.length + others.labels.length);
        System.arraycopy(others.labels, 0, allLabels, labels.length, others.labels.length);
        double[] allWeights = null;
        if (weights != null || others.weights != null) {
            allWeights = new double[size() + others.size()];
            for (int i = 0; i < allWeights.length; i++) {
                allWeights[i] = i < size() ? weight(i) : others.weight(i - size());
            }
        }
        Table both = table.with(others.table);
        if (both != null) { // parts of one source
            int[] allRows = null;
            if (rows != null && others.rows != null) {
                allRows = Arrays.copyOf(rows, rows.length + others.rows.length);
                System.arraycopy(others.rows, 0, allRows, rows.length, others.rows.length);
            }
            return new RawExamples(schema, both, features, allLabels, allWeights, roles, allRows);
        }
        return joined(others, allLabels, allWeights);
    }

    /** The weight of an example: 1 unless the examples have weights. */
    public double weight(int example) {
        return weights == null ? 1 : weights[example];
    }

    /** Whether the examples have weights. */
    public boolean hasWeights() {
        return weights != null;
    }

    /** Copies the cells of two sources. */
    private RawExamples joined(RawExamples others, double[] allLabels, double @Nullable [] allWeights) {
        List<FeatureCells> all = new ArrayList<>();
        Map<String, Received> columns = new LinkedHashMap<>();
        for (int j = 0; j < cells.length; j++) {
            FeatureCells own = features.get(j);
            int feature = j;
            Column column = cells[j] instanceof Column.Words
                    ? Column.Words.of(
                            size() + others.size(),
                            i -> i < size() ? text(i, feature) : others.text(i - size(), feature))
                    : Column.Numbers.of(
                            size() + others.size(),
                            i -> i < size() ? feature(i, feature) : others.feature(i - size(), feature));
            columns.put(own.name(), Received.of(column));
            all.add(new FeatureCells(
                    own.name(),
                    own.kind(),
                    own.format(),
                    column,
                    own.missing() + others.features.get(j).missing(),
                    own.distinct(),
                    own.remark()));
        }
        Roles kept = roles == null ? Roles.NONE : roles.roles();
        if (kept.time() != null) {
            throw new InvalidInputException(
                    "training.folds.use train+dev: only a dev set that is split off from the training set can be divided by time; write both into one table, and name their sets in a column (data.set)");
        }
        if (kept.group() != null) {
            columns.put(
                    kept.group(),
                    Received.of(Column.Words.of(
                            size() + others.size(), i -> i < size() ? group(i) : others.group(i - size()))));
        }
        Table joined = new Table(columns, Table.Source.MEMORY, null);
        return new RawExamples(
                schema, joined, all, allLabels, allWeights, new Roles(null, kept.group(), null, null).of(joined), null);
    }

    private String group(int example) {
        return Objects.requireNonNull(roles).group(rows == null ? example : rows[example]);
    }

    /**
     * A copy with weights. The weight of an example multiplies its loss and its share of every metric, so that a weight
     * of 2 has the effect of a second copy of the example. Batch norm and encoders ignore weights.
     *
     * @param weightOfEach one per example, finite and not negative, with a positive sum
     * @throws InvalidInputException if a weight is out of range
     */
    public RawExamples withWeights(double... weightOfEach) {
        if (weightOfEach.length != size()) {
            throw table.problem("%d weights for %d examples".formatted(weightOfEach.length, size()));
        }
        double sum = 0;
        for (int i = 0; i < weightOfEach.length; i++) {
            if (!(weightOfEach[i] >= 0) || Double.isInfinite(weightOfEach[i])) {
                throw table.problem("example %d has the weight %s; expected a finite number of at least 0"
                        .formatted(i, weightOfEach[i]));
            }
            sum += weightOfEach[i];
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw table.problem("the weights sum to %s; expected a positive, finite number".formatted(sum));
        }
        return new RawExamples(schema, table, features, labels, weightOfEach.clone(), roles, rows);
    }

    /** A copy with the schema of a training set whose features have the same order. */
    RawExamples withSchema(Schema other) {
        return new RawExamples(
                other, table.renamed(schema.features(), other.features()), features, labels, weights, roles, rows);
    }

    /** A copy whose features form an image; null changes nothing. */
    RawExamples withImage(@Nullable ImageShape image) {
        if (image == null) {
            return this;
        }
        if (image.size() != schema.features().size()) {
            throw new InvalidInputException("data.image %s has %d pixels, but there are %d features"
                    .formatted(image, image.size(), schema.features().size()));
        }
        return withSchema(new Schema(schema.features(), schema.labels(), schema.task(), schema.classes(), image));
    }

    /**
     * Encodes the examples for a network.
     *
     * @param encoding of features of the same names, in the same order
     * @throws InvalidInputException if an input is not a finite number in the precision
     */
    public Examples encode(InputEncoding encoding, Precision precision) {
        return encode(encoding, List.of(), precision);
    }

    /**
     * Encodes the examples for a network.
     *
     * @param targets the scaling of each label with values; empty to leave them as they are
     */
    public Examples encode(InputEncoding encoding, List<Scaling> targets, Precision precision) {
        int dense = encoding.shape().dense();
        int blocks = encoding.shape().blocks();
        if ((long) size() * Math.max(dense, blocks) > Integer.MAX_VALUE - 8) {
            throw table.problem(
                    "%d examples of %d inputs are too many for one table".formatted(size(), Math.max(dense, blocks)));
        }
        Memory.require(
                size() * ((double) dense * precision.bytes() + (double) blocks * Integer.BYTES),
                table.place(),
                "the encoded examples");
        ArrayTensor inputs = ArrayTensor.zeros(precision, size(), dense);
        int[] categories = blocks == 0 ? null : new int[size() * blocks];
        if (encoding.isPlain()) {
            scale(encoding, inputs);
        } else {
            encode(encoding, inputs);
            for (int j = 0; j < cells.length; j++) {
                if (encoding.columns().get(j).encoder() instanceof OneHot words) {
                    encode(j, words, encoding.first(j), Objects.requireNonNull(categories), encoding.block(j), blocks);
                }
            }
        }
        requireFinite(encoding, inputs);
        if (precision == Precision.FLOAT32 && schema.task() == Task.REGRESSION) {
            requireFloats(targets);
        }
        return new Examples(schema, encoding, inputs, categories, labels, targets, weights).withGroups(groups());
    }

    /** Scales columns of numbers row by row, because many of them may lie in one array. */
    private void scale(InputEncoding encoding, ArrayTensor inputs) {
        Scaled[] encoders = encoding.columns().stream()
                .map(column -> (Scaled) column.encoder())
                .toArray(Scaled[]::new);
        for (int i = 0; i < inputs.rows(); i++) {
            int position = table.position(i);
            for (int j = 0; j < encoders.length; j++) {
                double number = cells[j].number(position);
                inputs.set(i, j, encoders[j].scaling().apply(Double.isNaN(number) ? encoders[j].fill() : number));
            }
        }
    }

    /** Encodes numbers, some rows at a time, so that what is written stays in the cache. */
    private void encode(InputEncoding encoding, ArrayTensor inputs) {
        int width = inputs.columns();
        double[] block = new double[width * Math.min(BLOCK, inputs.rows())];
        for (int from = 0; from < inputs.rows(); from += BLOCK) {
            int rows = Math.min(BLOCK, inputs.rows() - from);
            for (int j = 0; j < cells.length; j++) {
                ColumnEncoder each = encoding.columns().get(j).encoder();
                if (each instanceof Indicators words) {
                    encode(j, words, from, rows, block, width, encoding.first(j));
                } else if (each instanceof NumberEncoder encoder) {
                    Column column = cells[j];
                    for (int i = 0; i < rows; i++) {
                        double number = column.number(table.position(from + i));
                        encoder.encode(number, block, i * width + encoding.first(j));
                    }
                }
            }
            for (int i = 0; i < rows; i++) {
                inputs.setRow(from + i, block, i * width);
            }
        }
    }

    /** Encodes some rows of a column of a few words. */
    private void encode(int feature, Indicators encoder, int from, int rows, double[] inputs, int width, int first) {
        Column.Words words = (Column.Words) cells[feature];
        int[] categoryOf =
                words.words().stream().mapToInt(encoder.words()::category).toArray();
        for (int i = 0; i < rows; i++) {
            int code = words.code(table.position(from + i));
            encoder.encode(code < 0 ? OneHot.NONE : categoryOf[code], inputs, i * width + first);
        }
    }

    private void encode(int feature, OneHot encoder, int first, int[] categories, int block, int blocks) {
        Column.Words words = (Column.Words) cells[feature];
        int[] categoryOf = words.words().stream().mapToInt(encoder::category).toArray();
        int ofMissing = encoder.category(null);
        for (int i = 0; i < size(); i++) {
            int code = words.code(table.position(i));
            int category = code < 0 ? ofMissing : categoryOf[code];
            categories[i * blocks + block] = category == OneHot.NONE ? -1 : first + category;
        }
    }

    private void requireFinite(InputEncoding encoding, ArrayTensor inputs) {
        int wrong = inputs.firstNonFinite();
        if (wrong < 0) {
            return;
        }
        int row = wrong / inputs.columns();
        int column = 0;
        for (int j = 0; j < cells.length; j++) {
            boolean isDense = encoding.columns().get(j).encoder() instanceof NumberEncoder;
            column = isDense && encoding.first(j) <= wrong % inputs.columns() ? j : column;
        }
        throw table.problem(
                row,
                schema.features().get(column),
                "%s is too large, even once it is scaled%s"
                        .formatted(
                                text(row, column),
                                inputs.precision() == Precision.FLOAT32 ? "; use precision float64" : ""));
    }

    /** Rejects values of the label that float32 cannot hold, as they are trained. */
    private void requireFloats(List<Scaling> targets) {
        int width = schema.labels().size();
        for (int i = 0; i < labels.length; i++) {
            double target =
                    targets.isEmpty() ? labels[i] : targets.get(i % width).apply(labels[i]);
            if (Float.isInfinite((float) target)) {
                throw table.problem(
                        i / width,
                        schema.labels().get(i % width),
                        "the label %s is too large for float32; use precision float64, or divide the labels by a constant"
                                .formatted(Decimal.text(labels[i])));
            }
        }
    }

    /**
     * Learns how to encode the features of these examples.
     *
     * @param how says how
     * @throws InvalidInputException if a column has numbers that are not finite, or too large to be scaled
     */
    InputEncoding fit(DataSpec how) {
        if (schema.image() != null && how.normalize() == NumberScaling.STANDARDIZE) {
            return how.isByContent() ? pixelsByContent() : standardizedPixels();
        }
        List<FeatureColumn> columns = new ArrayList<>();
        for (int j = 0; j < cells.length; j++) {
            FeatureCells each = features.get(j);
            columns.add(new FeatureColumn(each.name(), each.kind(), each.format(), fit(how, j)));
        }
        return new InputEncoding(columns, how.format().missingMarkers());
    }

    private ColumnEncoder fit(DataSpec how, int feature) {
        FeatureCells each = features.get(feature);
        if (cells[feature] instanceof Column.Words words) {
            return fit(each.name(), words, how);
        }
        double[] numbers = new double[size()];
        boolean constant = true;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = feature(i, feature);
            constant &= numbers[i] == numbers[0];
            if (Double.isInfinite(numbers[i])) {
                throw table.problem(i, each.name(), "the number is infinite");
            }
        }
        return switch (each.kind()) {
            case BOOLEAN -> EncoderFitting.truths(numbers);
            case DATE -> EncoderFitting.dates(numbers, how.isByContent());
            default -> {
                ColumnChoice choice = DataSpec.choice(how.columns(), each.name());
                NumberScaling scaling = choice == null || choice.scaling() == null ? how.normalize() : choice.scaling();
                yield constant && schema.image() == null && scaling != NumberScaling.NONE
                        ? new Scaled(new Scaling.Zero(), numbers[0], false, EncoderFitting.isFloat32(numbers[0]))
                        : EncoderFitting.numbers(each.name(), numbers, scaling, how.isByContent());
            }
        };
    }

    private ColumnEncoder fit(String column, Column.Words words, DataSpec how) {
        Categories categories = how.categories();
        int[] counts = new int[words.words().size()];
        boolean missing = false;
        for (int i = 0; i < size(); i++) {
            int code = words.code(table.position(i));
            if (code < 0) {
                missing = true;
            } else {
                counts[code]++;
            }
        }
        Map<String, Integer> occurring = new TreeMap<>();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] > 0) {
                occurring.put(words.words().get(k), counts[k]);
            }
        }
        OneHot all = EncoderFitting.words(occurring, missing, categories.most(), categories.fewest());
        int inputs = all.words().size() + (all.others() ? 1 : 0);
        return inputs == 0 || inputs > categories.numbers()
                ? all
                : indicators(column, words, new OneHot(all.words(), all.others(), false), how);
    }

    private Indicators indicators(String column, Column.Words cells, OneHot words, DataSpec how) {
        int[] categoryOf = cells.words().stream().mapToInt(words::category).toArray();
        List<Scaling> scalings = new ArrayList<>();
        double[] numbers = new double[size()];
        for (int k = 0; k < Indicators.inputs(words); k++) {
            for (int i = 0; i < numbers.length; i++) {
                int code = cells.code(table.position(i));
                numbers[i] = Indicators.unscaled(words, code < 0 ? OneHot.NONE : categoryOf[code], k);
            }
            scalings.add(EncoderFitting.scaling(column, numbers, how.normalize(), how.isByContent()));
        }
        return new Indicators(words, scalings);
    }

    /** Mean and standard deviation of every pixel, computed row by row, because the pixels lie in one array. */
    private InputEncoding standardizedPixels() {
        int m = size();
        double[] mean = new double[cells.length];
        double[] deviation = new double[cells.length];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < cells.length; j++) {
                mean[j] += feature(i, j);
            }
        }
        for (int j = 0; j < cells.length; j++) {
            mean[j] /= m;
        }
        boolean[] varies = new boolean[cells.length];
        boolean isFloat32 = true;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < cells.length; j++) {
                double x = feature(i, j);
                double distance = x - mean[j];
                deviation[j] += distance * distance;
                varies[j] |= x != feature(0, j);
                isFloat32 &= (float) x == x;
            }
        }
        for (int j = 0; j < cells.length; j++) {
            deviation[j] = Math.sqrt(deviation[j] / m);
            if (!Double.isFinite(mean[j]) || !Double.isFinite(deviation[j])) {
                throw unscalable(j);
            }
            if (!varies[j] || !(deviation[j] > 0)) {
                mean[j] = feature(0, j); // the sum may have rounded: a constant must become exactly 0
                deviation[j] = 1;
            }
        }
        return InputEncoding.standardized(schema.features(), mean, deviation, isFloat32);
    }

    private InvalidInputException unscalable(int pixel) {
        return new InvalidInputException(
                "the feature '%s' has missing cells, or values too large to be scaled; pixels must be numbers"
                        .formatted(schema.features().get(pixel)));
    }

    /** Mean and standard deviation of every pixel, whatever the order of the rows. */
    private InputEncoding pixelsByContent() {
        double[] mean = new double[cells.length];
        double[] deviation = new double[cells.length];
        double[] pixels = new double[size()];
        boolean isFloat32 = true;
        for (int j = 0; j < cells.length; j++) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = feature(i, j);
            }
            try {
                Scaling.Standardize scaling = EncoderFitting.standardize(pixels, true);
                mean[j] = scaling.mean();
                deviation[j] = scaling.deviation();
            } catch (IllegalArgumentException e) {
                throw unscalable(j);
            }
            isFloat32 &= EncoderFitting.isFloat32(pixels);
        }
        return InputEncoding.standardized(schema.features(), mean, deviation, isFloat32);
    }

    /**
     * Learns how to scale the label of these examples.
     *
     * @param how says how
     * @return a scaling per value of the label; empty for classes
     */
    List<Scaling> fitTargets(DataSpec how) {
        TargetScaling target = Objects.requireNonNullElse(how.target(), TargetScaling.STANDARDIZE);
        List<Scaling> targets = new ArrayList<>();
        int width = schema.labels().size();
        for (int k = 0; k < width && schema.task() == Task.REGRESSION; k++) {
            double[] values = new double[size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = labels[i * width + k];
            }
            Scaling scaling = EncoderFitting.target(schema.labels().get(k), values, target, how.isByContent());
            targets.add(
                    how.clamp()
                            ? new Scaling.Clamped(
                                    scaling,
                                    Arrays.stream(values).min().orElseThrow(),
                                    Arrays.stream(values).max().orElseThrow())
                            : scaling);
        }
        return targets;
    }
}
