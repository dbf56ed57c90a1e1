package io.descent.spark;

import io.descent.inference.file.internal.Json;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Task;
import io.descent.spark.Scored.Invalid;
import io.descent.spark.Scored.Output;
import io.descent.spark.Scored.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A model of Descent that adds its predictions to a DataFrame with the columns that it was trained on, as they are: words,
 * dates, missing and new cells included. The model travels to every executor once and is made there once per process.
 *
 * <p>For classes it adds {@code prediction}, the index of the class, {@code predictedLabel}, its name, {@code probability},
 * a vector with one number per class in their order, and {@code rawPrediction}, their logarithms. For values it adds
 * {@code prediction}, {@code rawPrediction}, a vector with all values that the model predicts, and, if the model has
 * intervals, {@code lower} and {@code upper}. A column whose Param is an empty text is not added.
 */
public final class DescentModel extends Model<DescentModel> implements MLWritable {
    private static final String MODEL = "model/model.zip";
    private static final String RESULT = "model/result.json";
    private static final double USUAL_LEVEL = 0.9;

    private final String uid;
    private final byte[] model;
    private final String result;
    private transient @Nullable ModelParts parts;
    private transient @Nullable Broadcast<byte[]> sent;
    private transient @Nullable SparkContext sentBy;

    private final Map<Output, Param<String>> columns = new EnumMap<>(Output.class);
    private final DoubleParam intervalLevel;
    private final Param<String> handleInvalid;
    private final StringArrayParam plugins;

    DescentModel(String uid, byte[] model, String result) {
        this.uid = uid;
        this.model = model;
        this.result = result;
        columns.put(Output.PREDICTION, column("predictionCol", "the index of the predicted class, or the value"));
        columns.put(Output.LABEL, column("predictedLabelCol", "the name of the predicted class"));
        columns.put(Output.PROBABILITY, column("probabilityCol", "the probability of each class"));
        columns.put(Output.RAW, column("rawPredictionCol", "logarithms of the probabilities, or all values"));
        columns.put(Output.LOWER, column("lowerCol", "the lower bound of the value"));
        columns.put(Output.UPPER, column("upperCol", "the upper bound of the value"));
        intervalLevel = new DoubleParam(
                this,
                "intervalLevel",
                "the probability of the interval between lower and upper",
                ParamValidators.inRange(0, 1, false, false));
        handleInvalid = new Param<>(
                this,
                "handleInvalid",
                "a row that cannot be predicted: error, skip, or keep it without a prediction",
                ParamValidators.inArray(new String[] {"error", "skip", "keep"}));
        plugins = new StringArrayParam(this, "plugins", "jars of plugins that the model needs");
        setDefault(intervalLevel, USUAL_LEVEL);
        setDefault(handleInvalid, "error");
        setDefault(plugins, new String[0]);
    }

    private Param<String> column(String name, String doc) {
        Param<String> param = new Param<>(this, name, "name of the column with " + doc);
        setDefault(param, name.substring(0, name.length() - "Col".length()));
        return param;
    }

    /**
     * Makes a transformer of a model that was trained anywhere.
     *
     * @param folder a run folder, or the folder of a model, on this machine
     * @param jars of plugins that the model needs
     */
    public static DescentModel of(String folder, String... jars) {
        try {
            byte[] bytes = ModelBytes.of(java.nio.file.Path.of(folder));
            DescentModel made = new DescentModel(Identifiable.randomUID("descentModel"), bytes, "{}");
            made.setPlugins(jars);
            made.parts();
            return made;
        } catch (IOException e) {
            throw new InvalidInputException("%s: contains no model; expected a run folder".formatted(folder), e);
        }
    }

    /** The Param with the name of the column of the index of the class, or the value. */
    public Param<String> predictionCol() {
        return param(Output.PREDICTION);
    }

    /** The Param with the name of the column of the name of the class. */
    public Param<String> predictedLabelCol() {
        return param(Output.LABEL);
    }

    /** The Param with the name of the column of probabilities. */
    public Param<String> probabilityCol() {
        return param(Output.PROBABILITY);
    }

    /** The Param with the name of the column of logarithms of probabilities, or all values. */
    public Param<String> rawPredictionCol() {
        return param(Output.RAW);
    }

    /** The Param with the name of the column of lower bounds. */
    public Param<String> lowerCol() {
        return param(Output.LOWER);
    }

    /** The Param with the name of the column of upper bounds. */
    public Param<String> upperCol() {
        return param(Output.UPPER);
    }

    private Param<String> param(Output output) {
        return Objects.requireNonNull(columns.get(output));
    }

    /** The Param with the level of the interval. */
    public DoubleParam intervalLevel() {
        return intervalLevel;
    }

    /** The Param that says what becomes of a row that cannot be predicted. */
    public Param<String> handleInvalid() {
        return handleInvalid;
    }

    /** The Param with the jars of plugins. */
    public StringArrayParam plugins() {
        return plugins;
    }

    /** Names the column of predictions. */
    public DescentModel setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }

    /** Names the column of the names of classes. */
    public DescentModel setPredictedLabelCol(String value) {
        set(predictedLabelCol(), value);
        return this;
    }

    /** Names the column of probabilities. */
    public DescentModel setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    /** Names the column of logarithms of probabilities, or of all values. */
    public DescentModel setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    /** Names the column of lower bounds. */
    public DescentModel setLowerCol(String value) {
        set(lowerCol(), value);
        return this;
    }

    /** Names the column of upper bounds. */
    public DescentModel setUpperCol(String value) {
        set(upperCol(), value);
        return this;
    }

    /** Sets the level of the interval, above 0 and below 1. */
    public DescentModel setIntervalLevel(double value) {
        set(intervalLevel, value);
        return this;
    }

    /** Says what becomes of a row that cannot be predicted: {@code error}, {@code skip} or {@code keep}. */
    public DescentModel setHandleInvalid(String value) {
        set(handleInvalid, value);
        return this;
    }

    /** The jars of plugins that the model needs, for instance an activation. */
    public DescentModel setPlugins(String... jars) {
        set(plugins, jars);
        return this;
    }

    /**
     * What was measured when the model was trained, as JSON: {@code weightsSha256}, {@code metrics}, {@code folds} if there
     * are any, {@code notes}.
     */
    public String result() {
        return result;
    }

    /** SHA-256 of the weights, as {@code result.json} of a run has it; empty for a model that was trained elsewhere. */
    public String weightsSha256() {
        return String.valueOf(measured().getOrDefault("weightsSha256", ""));
    }

    /** What {@link #result} says. */
    Map<String, Object> measured() {
        try {
            return Json.read(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A metric of the training; NaN if it was not measured.
     *
     * @param set {@code train}, {@code dev} or {@code test}
     * @param name such as {@code accuracy}
     */
    public double metric(String set, String name) {
        return measured().get("metrics") instanceof Map<?, ?> sets
                        && sets.get(set) instanceof Map<?, ?> metrics
                        && metrics.get(name) instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
    }

    /** The names of the classes in the order of the probabilities; empty for values. */
    public List<String> classes() {
        return parts().schema().classes();
    }

    /** Writes the model as {@code descent train} does, so that any other program of Descent reads it. */
    public void saveModel(String folder) {
        ModelFile.save(parts(), java.nio.file.Path.of(folder), List.of());
    }

    private ModelParts parts() {
        ModelParts made = parts;
        if (made == null) {
            made = ModelBytes.parts(model, sendPlugins().services().registry());
            parts = made;
        }
        return made;
    }

    private Services.Plugins sendPlugins() {
        return Services.Plugins.send(getOrDefault(plugins));
    }

    /**
     * Makes the model a function of SQL: {@code SELECT name(struct(*)) FROM table}. It takes a struct with the features,
     * and returns a struct with {@code prediction}, {@code predictedLabel} and {@code outputs}, an array of all
     * probabilities or values. {@code transform} is faster.
     */
    public void register(SparkSession session, String name) {
        SqlFunction function = new SqlFunction(
                send(session.sparkContext()),
                Scorer.hash(model),
                sendPlugins(),
                !getOrDefault(handleInvalid).equals("error"));
        session.udf()
                .register(name, functions.udf(function, SqlFunction.RESULT).asNondeterministic()); // else called twice
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public DescentModel copy(ParamMap extra) {
        DescentModel copy = new DescentModel(uid, model, result);
        copy.setParent(parent());
        return copyValues(copy, extra);
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        boolean isClasses = parts().schema().task() == Task.CLASSIFICATION;
        boolean hasIntervals = parts().calibration().intervals().size() == 1;
        for (Output output : Output.values()) {
            boolean applies = switch (output) {
                case PREDICTION, RAW -> true;
                case LABEL, PROBABILITY -> isClasses;
                case LOWER, UPPER -> hasIntervals;
            };
            if (applies && !getOrDefault(param(output)).isEmpty()) {
                outputs.add(output);
            }
        }
        return outputs;
    }

    /**
     * The columns of the input, then those of the predictions.
     *
     * @throws InvalidInputException if a feature is missing, or a column of predictions is there already
     */
    @Override
    public StructType transformSchema(StructType schema) {
        Layout.of(schema, parts().schema().features());
        List<StructField> fields = new ArrayList<>(Arrays.asList(schema.fields()));
        for (Output output : outputs()) {
            String name = getOrDefault(param(output));
            if (Arrays.asList(schema.fieldNames()).contains(name)) {
                throw new InvalidInputException(
                        "the column '%s' is there already; set %s to another name, or to an empty text to leave it out"
                                .formatted(name, param(output).name()));
            }
            fields.add(DataTypes.createStructField(name, type(output), true, metadata(output, name)));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static DataType type(Output output) {
        return switch (output) {
            case PREDICTION, LOWER, UPPER -> DataTypes.DoubleType;
            case LABEL -> DataTypes.StringType;
            case PROBABILITY, RAW -> SQLDataTypes.VectorType();
        };
    }

    /** The names of the classes go with their index, as Spark's own indexers have them. */
    private Metadata metadata(Output output, String name) {
        List<String> names = classes();
        return output != Output.PREDICTION || names.isEmpty()
                ? Metadata.empty()
                : NominalAttribute.defaultAttr()
                        .withName(name)
                        .withValues(names.toArray(String[]::new))
                        .toMetadata();
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        Dataset<Row> predicted = dataset.toDF()
                .mapPartitions(kernel(dataset.sparkSession().sparkContext(), dataset.schema()), Encoders.row(schema));
        if (Arrays.stream(schema.fields()).allMatch(field -> field.metadata().equals(Metadata.empty()))) {
            return predicted;
        }
        return predicted.select(Arrays.stream(schema.fields()) // an encoder of rows loses it
                .map(field -> functions
                        .col("`" + field.name().replace("`", "``") + "`")
                        .as(field.name(), field.metadata()))
                .toArray(Column[]::new));
    }

    private MapPartitionsFunction<Row, Row> kernel(SparkContext context, StructType schema) {
        Broadcast<byte[]> bytes = send(context);
        Services.Plugins own = sendPlugins();
        String hash = Scorer.hash(model);
        int[] positions = Layout.of(schema, parts().schema().features()).positions();
        Wanted wanted = wanted();
        return rows -> new Scored(rows, positions, Scorer.of(hash, bytes::value, own), wanted);
    }

    private Wanted wanted() {
        return new Wanted(
                List.copyOf(outputs()),
                (Double) getOrDefault(intervalLevel),
                Invalid.valueOf(getOrDefault(handleInvalid).toUpperCase(Locale.ROOT)));
    }

    /** Sends the model to the executors, once for all transformations of this object in a session. */
    private Broadcast<byte[]> send(SparkContext context) {
        Broadcast<byte[]> made = sent;
        if (made == null || sentBy != context) {
            made = JavaSparkContext.fromSparkContext(context).broadcast(model);
            sent = made;
            sentBy = context;
        }
        return made;
    }

    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** Reads models that {@link #write} wrote; Spark's pipelines call it. */
    public static MLReader<DescentModel> read() {
        return new Reader();
    }

    /** Reads a model. */
    public static DescentModel load(String path) {
        return read().load(path);
    }

    private static final class Writer extends MLWriter {
        private final DescentModel instance;

        Writer(DescentModel instance) {
            this.instance = instance;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(instance, path, sparkSession(), Option.empty(), Option.empty());
            try {
                write(new Path(path, MODEL), instance.model);
                write(new Path(path, RESULT), instance.result.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write(Path file, byte[] bytes) throws IOException {
            FileSystem system = file.getFileSystem(sparkSession().sessionState().newHadoopConf());
            try (FSDataOutputStream out = system.create(file, false)) {
                out.write(bytes);
            }
        }
    }

    private static final class Reader extends MLReader<DescentModel> {
        @Override
        public DescentModel load(String path) {
            DefaultParamsReader.Metadata metadata =
                    DefaultParamsReader.loadMetadata(path, sparkSession(), DescentModel.class.getName());
            try {
                DescentModel loaded = new DescentModel(
                        metadata.uid(),
                        bytes(new Path(path, MODEL)),
                        new String(bytes(new Path(path, RESULT)), StandardCharsets.UTF_8));
                metadata.getAndSetParams(loaded, Option.empty());
                return loaded;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] bytes(Path file) throws IOException {
            FileSystem system = file.getFileSystem(sparkSession().sessionState().newHadoopConf());
            try (FSDataInputStream in = system.open(file)) {
                return in.readAllBytes();
            }
        }
    }
}
