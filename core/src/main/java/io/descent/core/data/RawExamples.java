package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows of a table with identified features and label. Features are as in their source, not normalised. Immutable. */
public final class RawExamples {
    /**
     * A label column of whole numbers with more distinct values than this is for regression, not for classification.
     */
    private static final int MOST_NUMERIC_CLASSES = 20;

    private static final int LONGEST_SHOWN = 40;

    private final Schema schema;
    private final Table table;
    private final Column[] features;
    private final double[] labels;
    private final double @Nullable [] weights;

    /**
     * Creates examples with known labels.
     *
     * @param labels the index of the class, or the value, for each row of the table
     */
    RawExamples(Schema schema, Table table, double[] labels) {
        this(schema, table, labels, null);
    }

    private RawExamples(Schema schema, Table table, double[] labels, double @Nullable [] weights) {
        this.schema = schema;
        this.table = table;
        this.labels = labels;
        this.weights = weights;
        this.features = schema.features().stream().map(table::column).toArray(Column[]::new);
    }

    /**
     * Creates examples and detects their schema.
     *
     * @param label name of the label column
     * @param ignore columns to leave out; all others are features
     * @param task kind of the label; null to detect it: words are classes, up to 20 distinct whole numbers are classes
     *     too, other numbers are values
     * @param image shape of the image that the features form; null if they form none
     * @param precision the numbers must be finite in it
     * @throws InvalidInputException if a column is missing or a cell is invalid
     */
    static RawExamples of(
            Table table,
            String label,
            List<String> ignore,
            @Nullable Task task,
            @Nullable ImageShape image,
            Precision precision) {
        if (!table.has(label)) {
            throw table.missing("the label column", label);
        }
        List<String> features = new ArrayList<>(table.columns());
        features.remove(label);
        for (String name : ignore) {
            features.remove(name);
        }
        if (features.isEmpty()) {
            throw table.problem("no feature columns are left besides the label '" + label + "'");
        }
        requireRows(table);
        Label found = new Label(table, label);
        Task chosen = task != null ? task : found.task();
        List<String> classes = chosen == Task.REGRESSION ? List.of() : found.classes();
        double[] labels = chosen == Task.REGRESSION ? found.values(precision) : found.indices(classes);
        RawExamples examples = new RawExamples(schema(features, label, chosen, classes, image), table, labels);
        examples.requireFinite(precision);
        return examples;
    }

    /**
     * Creates examples with a known schema. Features are found by name, in any order; other columns are ignored.
     *
     * @param labelled whether to read the label; otherwise every label is 0
     * @throws InvalidInputException if a column is missing or a cell is invalid
     */
    public static RawExamples of(Table table, Schema schema, boolean labelled, Precision precision) {
        for (String name : schema.features()) {
            if (!table.has(name)) {
                throw table.missing("the feature column", name);
            }
        }
        requireRows(table);
        double[] labels = new double[table.rows()];
        if (labelled) {
            if (!table.has(schema.label())) {
                throw table.missing("the label column", schema.label());
            }
            Label label = new Label(table, schema.label());
            labels = schema.task() == Task.REGRESSION ? label.values(precision) : label.indices(schema.classes());
        }
        RawExamples examples = new RawExamples(schema, table, labels);
        examples.requireFinite(precision);
        return examples;
    }

    private static Schema schema(
            List<String> features, String label, Task task, List<String> classes, @Nullable ImageShape image) {
        if (image != null && image.size() != features.size()) {
            throw new InvalidInputException("data.image %s has %d pixels, but there are %d features"
                    .formatted(image, image.size(), features.size()));
        }
        return new Schema(features, List.of(label), task, classes, image);
    }

    private static void requireRows(Table table) {
        if (table.rows() == 0) {
            throw table.problem("contains no rows");
        }
    }

    private void requireFinite(Precision precision) {
        for (int j = 0; j < features.length; j++) {
            String name = schema.features().get(j);
            for (int i = 0; i < size(); i++) {
                double value = feature(i, j);
                if (!fits(value, precision)) {
                    throw table.problem(i, name, cellProblem(table.text(i, name), value));
                }
            }
        }
    }

    private static boolean fits(double value, Precision precision) {
        return Double.isFinite(value) && (precision == Precision.FLOAT64 || Math.abs(value) <= Float.MAX_VALUE);
    }

    private static String cellProblem(String text, double value) {
        if (text.isBlank()) {
            return "the cell is empty; fill it in or remove the row";
        }
        String problem = numberProblem(text, value);
        return Double.isFinite(value) ? problem : problem + "; a column of text can be left out with data.ignore";
    }

    private static String numberProblem(String text, double value) {
        return "'%s' is %s"
                .formatted(
                        CsvFile.shorten(text, LONGEST_SHOWN),
                        Double.isFinite(value)
                                ? "too large for float32; use precision float64"
                                : "not a finite number");
    }

    /** The label column of a table, as classes or as values. */
    private record Label(Table table, String name) {
        private double number(int row) {
            return table.number(row, name);
        }

        private String text(int row) {
            String text = table.text(row, name);
            if (text.isBlank()) {
                throw table.problem(row, name, "the label is missing");
            }
            return text;
        }

        /**
         * Whether any cell contains a word. In a numeric column, a number that is not finite is an invalid label
         * instead.
         */
        private boolean hasWords() {
            boolean numeric = table.column(name).isNumeric();
            boolean words = false;
            for (int i = 0; i < table.rows(); i++) {
                String text = text(i);
                boolean word = !Double.isFinite(number(i));
                if (word && numeric) {
                    throw table.problem(i, name, "the label is %s; expected a finite number".formatted(text));
                }
                words |= word;
            }
            return words;
        }

        Task task() {
            if (hasWords()) {
                return Task.CLASSIFICATION;
            }
            Set<Double> distinct = new HashSet<>();
            for (int i = 0; i < table.rows(); i++) {
                double value = number(i);
                distinct.add(value);
                if (value != Math.rint(value) || distinct.size() > MOST_NUMERIC_CLASSES) {
                    return Task.REGRESSION;
                }
            }
            return Task.CLASSIFICATION;
        }

        /** The names of the classes: numbers in numeric order, or words in the order of their characters. */
        List<String> classes() {
            boolean words = hasWords();
            Set<Double> numbers = new TreeSet<>();
            Set<String> names = new TreeSet<>();
            for (int i = 0; i < table.rows(); i++) {
                if (words) {
                    names.add(text(i));
                } else {
                    numbers.add(number(i));
                }
            }
            return words
                    ? List.copyOf(names)
                    : numbers.stream().map(Decimal::text).toList();
        }

        double[] indices(List<String> classes) {
            Map<String, Integer> index = new HashMap<>();
            for (String name : classes) {
                index.put(name, index.size());
            }
            double[] indices = new double[table.rows()];
            for (int i = 0; i < indices.length; i++) {
                String text = text(i);
                Integer found = index.get(text);
                if (found == null && Double.isFinite(number(i))) {
                    found = index.get(Decimal.text(number(i)));
                }
                if (found == null) {
                    throw table.problem(
                            i,
                            name,
                            "the label '%s' was never seen in training; known: %s"
                                    .formatted(
                                            CsvFile.shorten(text, LONGEST_SHOWN),
                                            CsvFile.shorten(String.join(", ", classes), 400)));
                }
                indices[i] = found;
            }
            return indices;
        }

        double[] values(Precision precision) {
            double[] values = new double[table.rows()];
            for (int i = 0; i < values.length; i++) {
                values[i] = number(i);
                if (!fits(values[i], precision)) {
                    throw table.problem(i, name, numberProblem(text(i), values[i]));
                }
            }
            return values;
        }
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return schema;
    }

    /** Number of examples. */
    public int size() {
        return labels.length;
    }

    /** The label of an example: the index of its class, or its value. */
    public double label(int example) {
        return labels[example];
    }

    /** One feature of an example, as in its source. */
    public double feature(int example, int feature) {
        return features[feature].number(table.position(example));
    }

    /** All features of an example, as in their source. */
    public double[] features(int example) {
        double[] values = new double[features.length];
        Arrays.setAll(values, j -> feature(example, j));
        return values;
    }

    /** The examples at the given positions, in that order. */
    public RawExamples select(int[] positions) {
        double[] selected = new double[positions.length];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = labels[positions[i]];
        }
        double[] selectedWeights = weights == null ? null : new double[positions.length];
        for (int i = 0; weights != null && selectedWeights != null && i < positions.length; i++) {
            selectedWeights[i] = weights[positions[i]];
        }
        return new RawExamples(schema, table.select(positions), selected, selectedWeights);
    }

    /**
     * A copy with weights. The weight of an example multiplies its loss and its share of every metric, so that a weight
     * of 2 has the effect of a second copy of the example. Batch norm and normalisation ignore weights.
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
        return new RawExamples(schema, table, labels, weightOfEach.clone());
    }

    /** A copy with the schema of a training set whose features have the same order. */
    RawExamples withSchema(Schema other) {
        return new RawExamples(other, table.renamed(schema.features(), other.features()), labels, weights);
    }

    /** A copy whose features form an image; null changes nothing. */
    RawExamples withImage(@Nullable ImageShape image) {
        return image == null
                ? this
                : withSchema(schema(schema.features(), schema.label(), schema.task(), schema.classes(), image));
    }

    /** Encodes the examples for a network. */
    public Examples encode(InputEncoding encoding, Precision precision) {
        if ((long) size() * features.length > Integer.MAX_VALUE - 8) {
            throw table.problem(
                    "%d examples of %d features are too many for one table".formatted(size(), features.length));
        }
        Scaling[] scalings = encoding.scalings();
        ArrayTensor inputs = ArrayTensor.zeros(precision, size(), features.length);
        for (int i = 0; i < inputs.rows(); i++) {
            for (int j = 0; j < features.length; j++) {
                inputs.set(i, j, scalings[j].apply(feature(i, j)));
            }
        }
        int wrong = inputs.firstNonFinite();
        if (wrong >= 0) {
            int row = wrong / inputs.columns();
            String name = schema.features().get(wrong % inputs.columns());
            throw table.problem(row, name, "%s is not a finite number once scaled".formatted(table.text(row, name)));
        }
        return new Examples(schema, encoding, inputs, null, labels, weights);
    }

    /**
     * Mean and population standard deviation (divisor m) of every feature, in two passes. A constant feature gets
     * deviation 1.
     *
     * @throws InvalidInputException if the squares of a feature exceed the range of float64
     */
    InputEncoding standardization() {
        int m = size();
        double[] mean = new double[features.length];
        double[] deviation = new double[features.length];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < features.length; j++) {
                mean[j] += feature(i, j);
            }
        }
        for (int j = 0; j < features.length; j++) {
            mean[j] /= m;
        }
        boolean[] varies = new boolean[features.length];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < features.length; j++) {
                double x = feature(i, j);
                double distance = x - mean[j];
                deviation[j] += distance * distance;
                varies[j] |= x != feature(0, j);
            }
        }
        for (int j = 0; j < features.length; j++) {
            deviation[j] = Math.sqrt(deviation[j] / m);
            if (!Double.isFinite(mean[j]) || !Double.isFinite(deviation[j])) {
                throw new InvalidInputException("the feature '%s' has values too large to be normalised; scale it down"
                        .formatted(schema.features().get(j)));
            }
            if (!varies[j] || !(deviation[j] > 0)) {
                mean[j] = feature(0, j); // the sum may have rounded: a constant must become exactly 0
                deviation[j] = 1;
            }
        }
        return InputEncoding.standardized(schema.features(), mean, deviation);
    }

    LabelSummary summary() {
        return LabelSummary.of(schema, labels);
    }
}
