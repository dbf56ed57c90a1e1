package io.descent.spark;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.core.data.TableFormat;
import io.descent.core.metrics.MetricSet;
import io.descent.core.metrics.PredictedExamples;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Measures the predictions of a {@link DescentModel} with any metric of Descent, against labels as they are in the table:
 * words, or numbers. The result depends neither on partitions nor on the order of the rows. Rows without a label or without
 * a prediction are left out. All labels and predictions go to the driver.
 */
public final class DescentEvaluator extends Evaluator implements DefaultParamsWritable {
    private final String uid;
    private final Param<String> metric;
    private final Param<String> labelCol;
    private final Param<String> weightCol;
    private final Param<String> predictionCol;
    private final Param<String> probabilityCol;
    private final Param<String> rawPredictionCol;
    private final StringArrayParam plugins;

    /** An evaluator that measures accuracy. */
    public DescentEvaluator() {
        this(Identifiable.randomUID("descentEvaluator"));
    }

    /** An evaluator with a name; Spark calls it. */
    public DescentEvaluator(String uid) {
        this.uid = uid;
        metric = new Param<>(this, "metric", "a metric, such as accuracy, log-loss, rmse or {f-beta: {beta: 2}}");
        labelCol = new Param<>(this, "labelCol", "the column of labels");
        weightCol = new Param<>(this, "weightCol", "the column with the weight of each row; empty for none");
        predictionCol = new Param<>(this, "predictionCol", "the index of the predicted class, or the value");
        probabilityCol = new Param<>(this, "probabilityCol", "the probability of each class");
        rawPredictionCol = new Param<>(this, "rawPredictionCol", "all values that were predicted");
        plugins = new StringArrayParam(this, "plugins", "jars of plugins");
        setDefault(metric, "accuracy");
        setDefault(labelCol, "label");
        setDefault(weightCol, "");
        setDefault(predictionCol, "prediction");
        setDefault(probabilityCol, "probability");
        setDefault(rawPredictionCol, "rawPrediction");
        setDefault(plugins, new String[0]);
    }

    /** The Param with the metric. */
    public Param<String> metric() {
        return metric;
    }

    /** The Param with the column of labels. */
    public Param<String> labelCol() {
        return labelCol;
    }

    /** The Param with the column of weights. */
    public Param<String> weightCol() {
        return weightCol;
    }

    /** The Param with the column of predictions. */
    public Param<String> predictionCol() {
        return predictionCol;
    }

    /** The Param with the column of probabilities. */
    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    /** The Param with the column of all values. */
    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    /** The Param with the jars of plugins. */
    public StringArrayParam plugins() {
        return plugins;
    }

    /** The metric, as experiment files name it: {@code auc}, or {@code {f-beta: {beta: 2}}}. */
    public DescentEvaluator setMetric(String value) {
        set(metric, value);
        return this;
    }

    /** The column of labels. */
    public DescentEvaluator setLabelCol(String value) {
        set(labelCol, value);
        return this;
    }

    /** The column with the weight of each row. Default: none. */
    public DescentEvaluator setWeightCol(String value) {
        set(weightCol, value);
        return this;
    }

    /** The column of the index of the predicted class, or the value. */
    public DescentEvaluator setPredictionCol(String value) {
        set(predictionCol, value);
        return this;
    }

    /** The column of the probability of each class. */
    public DescentEvaluator setProbabilityCol(String value) {
        set(probabilityCol, value);
        return this;
    }

    /** The column of all values that were predicted. */
    public DescentEvaluator setRawPredictionCol(String value) {
        set(rawPredictionCol, value);
        return this;
    }

    /** Jars of plugins, among them the metric. */
    public DescentEvaluator setPlugins(String... jars) {
        set(plugins, jars);
        return this;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public DescentEvaluator copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    private Metric chosen() {
        return Services.Plugins.send(getOrDefault(plugins))
                .services()
                .experiments()
                .readPlugin(getOrDefault(metric), Metric.class);
    }

    @Override
    public boolean isLargerBetter() {
        return chosen().largerIsBetter();
    }

    /** A row as it is measured. */
    @SuppressWarnings("ArrayRecordComponent") // compared by a comparator
    private record Measured(double label, double weight, double prediction, double[] outputs) {}

    /** The label of all rows. */
    private record Facts(List<String> classes, double smallest, double largest) implements Labels {
        @Override
        public int columns() {
            return 1;
        }
    }

    /**
     * Measures.
     *
     * @return the metric; NaN if it is undefined
     * @throws InvalidInputException if a column is missing, or the metric does not apply
     */
    @Override
    public double evaluate(Dataset<?> dataset) {
        StructType schema = dataset.schema();
        List<String> classes = classes(schema);
        List<String> names = new ArrayList<>(List.of(getOrDefault(labelCol), getOrDefault(predictionCol)));
        if (!getOrDefault(weightCol).isEmpty()) {
            names.add(getOrDefault(weightCol));
        }
        String outputs = getOrDefault(classes.isEmpty() ? rawPredictionCol : probabilityCol);
        if (!classes.isEmpty() || List.of(schema.fieldNames()).contains(outputs)) {
            names.add(outputs);
        }
        Column[] columns = names.stream()
                .map(name ->
                        dataset.toDF().col("`" + Layout.require(schema, name).replace("`", "``") + "`"))
                .toArray(Column[]::new);
        int weight = getOrDefault(weightCol).isEmpty() ? -1 : 2;
        int vector = names.contains(outputs) ? names.size() - 1 : -1;
        List<Measured> rows = new ArrayList<>();
        for (Row row : dataset.toDF().select(columns).collectAsList()) {
            Measured measured = measured(row, weight, vector, classes);
            if (measured != null) {
                rows.add(measured);
            }
        }
        if (rows.isEmpty()) {
            throw new InvalidInputException(
                    "no row has a label in the column '%s' and a prediction".formatted(getOrDefault(labelCol)));
        }
        rows.sort(Comparator.comparingDouble(Measured::label)
                .thenComparingDouble(Measured::weight)
                .thenComparingDouble(Measured::prediction)
                .thenComparing(Measured::outputs, Arrays::compare));
        PredictedExamples all = examples(rows, classes, weight >= 0);
        Metric measure = chosen();
        new MetricSet(List.of(measure)).check(all.labels());
        Double value = measure.of(all);
        return value == null ? Double.NaN : value;
    }

    /** The names of the classes, which the column of predictions carries; empty for values. */
    private List<String> classes(StructType schema) {
        Attribute attribute =
                Attribute.fromStructField(schema.fields()[Layout.position(schema, getOrDefault(predictionCol))]);
        if (attribute instanceof NominalAttribute nominal) {
            Option<String[]> values = nominal.values();
            if (values.isDefined()) {
                return List.of(values.get());
            }
        }
        return List.of();
    }

    /** A row of label, prediction, and perhaps weight and outputs; null if label or prediction is missing. */
    private static @Nullable Measured measured(Row row, int weight, int vector, List<String> classes) {
        if (row.isNullAt(0) || row.isNullAt(1)) {
            return null;
        }
        double label = label(row.get(0), classes);
        if (Double.isNaN(label)) {
            return null;
        }
        Double own = weight < 0 ? (Double) 1.0 : Layout.number(row.get(weight));
        if (own == null || !(own >= 0)) {
            throw new InvalidInputException(
                    "a weight is %s; expected a number of at least 0".formatted(row.get(weight)));
        }
        double predicted = row.getDouble(1);
        double[] outputs = vector < 0 ? new double[] {predicted} : ((Vector) row.getAs(vector)).toArray();
        return new Measured(label, own, predicted, outputs);
    }

    /** The index of a class, or a value; NaN for a text that marks a missing cell. */
    private static double label(Object cell, List<String> classes) {
        Double number = Layout.number(cell);
        String text = number == null ? String.valueOf(Layout.text(cell)).strip() : Decimal.text(number);
        if (number == null && (text.isEmpty() || TableFormat.MISSING.contains(text))) {
            return Double.NaN;
        }
        if (classes.isEmpty()) {
            double value = number == null ? Decimal.parse(text) : number;
            if (number == null && Double.isNaN(value)) {
                throw new InvalidInputException(
                        "the label '%s' is a word, but the column of predictions does not say which classes there are; measure what transform returns"
                                .formatted(text));
            }
            return value;
        }
        int index = classes.indexOf(text);
        if (index < 0) {
            throw new InvalidInputException("the label '%s' is none of the classes that the model knows: %s"
                    .formatted(text, String.join(", ", classes)));
        }
        return index;
    }

    private static PredictedExamples examples(List<Measured> rows, List<String> classes, boolean weighted) {
        double[] label = rows.stream().mapToDouble(Measured::label).toArray();
        double[] weights =
                weighted ? rows.stream().mapToDouble(Measured::weight).toArray() : null;
        int width = rows.get(0).outputs().length;
        double[] outputs = new double[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i).outputs(), 0, outputs, i * width, width);
        }
        Facts facts = new Facts(
                classes,
                classes.isEmpty() ? Arrays.stream(label).min().getAsDouble() : 0,
                classes.isEmpty() ? Arrays.stream(label).max().getAsDouble() : classes.size() - 1);
        if (!classes.isEmpty()) {
            int[] chosen = rows.stream().mapToInt(row -> (int) row.prediction()).toArray();
            return PredictedExamples.ofClasses(facts, label, outputs, chosen, weights);
        }
        int predicted = 0;
        while (predicted < width - 1 && !isPredicted(rows, predicted)) {
            predicted++;
        }
        return PredictedExamples.ofValues(facts, label, outputs, width, predicted, weights);
    }

    /** Whether an output is the predicted value of every row. */
    private static boolean isPredicted(List<Measured> rows, int output) {
        return rows.stream().allMatch(row -> row.outputs()[output] == row.prediction());
    }

    /** Reads evaluators that {@code write} wrote; Spark's pipelines call it. */
    public static MLReader<DescentEvaluator> read() {
        return new DefaultParamsReader<>();
    }

    /** Reads an evaluator. */
    public static DescentEvaluator load(String path) {
        return read().load(path);
    }
}
