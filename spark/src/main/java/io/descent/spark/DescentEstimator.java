package io.descent.spark;

import io.descent.core.data.DataSpec;
import io.descent.core.experiment.Experiment;
import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a network on the columns of a DataFrame as they are: numbers, words, truth values, dates, missing cells. Without
 * an experiment it uses the recipe of tables, as {@code descent train TABLE --label COLUMN} does.
 *
 * <p>A training is made in one of three ways. <em>Collected</em>, all rows go to one executor, which trains as a desk would.
 * The <em>members</em> of a cross-validation ({@code training.folds}) are tasks, which all get the table. On <em>shards</em>,
 * every executor keeps a part of the rows, and local SGD ({@code training.shards}) trains one network on all of them. The
 * weights are those of {@code descent train} with the same settings and {@code data.order: content}, to the bit, whatever
 * the number of executors and partitions.
 *
 * @param <E> the class itself
 */
public abstract sealed class DescentEstimator<E extends DescentEstimator<E>> extends Estimator<DescentModel>
        implements DefaultParamsWritable permits DescentClassifier, DescentRegressor {
    /** Above this number of cells a table is trained on shards, if nothing else is said. */
    private static final long MOST_COLLECTED_CELLS = 100_000_000;

    /** Up to this number of cells a cross-validation is over sooner on one executor, if nothing else is said. */
    private static final long FEWEST_CELLS_OF_MEMBERS = 250_000;

    private static final int MOST_SHARDS = 1000;

    private static final String AUTO = "auto";
    private static final String COLLECTED = "collected";
    private static final String MEMBERS = "members";
    private static final String SHARDS = "shards";

    /** The values of {@link #training}. */
    static final List<String> WAYS = List.of(AUTO, COLLECTED, MEMBERS, SHARDS);

    private final String uid;
    private final Param<String> labelCol;
    private final StringArrayParam featuresCols;
    private final Param<String> weightCol;
    private final IntParam epochs;
    private final IntParam batchSize;
    private final DoubleParam learningRate;
    private final LongParam seed;
    private final IntParam shards;
    private final Param<String> every;
    private final MapParam settings;
    private final Param<String> experiment;
    private final Param<String> training;
    private final StringArrayParam plugins;
    private final Param<String> predictionCol;
    private final Param<String> predictedLabelCol;
    private final Param<String> probabilityCol;
    private final Param<String> rawPredictionCol;

    DescentEstimator(String uid) {
        this.uid = uid;
        labelCol = new Param<>(this, "labelCol", "the column to predict");
        featuresCols =
                new StringArrayParam(this, "featuresCols", "the columns to predict it from; empty for all others");
        weightCol = new Param<>(this, "weightCol", "the column with the weight of each row; empty for none");
        epochs = new IntParam(this, "epochs", "passes over the training set", ParamValidators.gtEq(1));
        batchSize = new IntParam(this, "batchSize", "examples per update", ParamValidators.gtEq(1));
        learningRate = new DoubleParam(this, "learningRate", "factor of each update", ParamValidators.gt(0));
        seed = new LongParam(this, "seed", "decides the split, the order of the rows and all random numbers");
        shards = new IntParam(this, "shards", "number of shards of local SGD", ParamValidators.gtEq(1));
        every = new Param<>(this, "every", "when shards are averaged: epoch, or a number of steps such as 10 steps");
        settings = new MapParam(this, "settings", "more keys of an experiment file, such as training.optimizer");
        experiment = new Param<>(this, "experiment", "an experiment as YAML; its source of examples is ignored");
        training = new Param<>(this, "training", String.join(", ", WAYS), ParamValidators.inArray(WAYS.toArray()));
        plugins = new StringArrayParam(this, "plugins", "jars of plugins, each with a class loader of its own");
        predictionCol = new Param<>(this, "predictionCol", "the column of predictions");
        predictedLabelCol = new Param<>(this, "predictedLabelCol", "the column of names of classes");
        probabilityCol = new Param<>(this, "probabilityCol", "the column of probabilities");
        rawPredictionCol = new Param<>(this, "rawPredictionCol", "the column of logarithms, or of all values");
        setDefault(predictionCol, "prediction");
        setDefault(predictedLabelCol, "predictedLabel");
        setDefault(probabilityCol, "probability");
        setDefault(rawPredictionCol, "rawPrediction");
        setDefault(labelCol, "label");
        setDefault(featuresCols, new String[0]);
        setDefault(weightCol, "");
        setDefault(settings, new TreeMap<>());
        setDefault(experiment, "");
        setDefault(training, AUTO);
        setDefault(plugins, new String[0]);
    }

    /** The task, as experiment files name it. */
    abstract String task();

    abstract E self();

    /** The Param with the column to predict. */
    public Param<String> labelCol() {
        return labelCol;
    }

    /** The Param with the columns to predict it from. */
    public StringArrayParam featuresCols() {
        return featuresCols;
    }

    /** The Param with the column of weights. */
    public Param<String> weightCol() {
        return weightCol;
    }

    /** The Param with the number of passes over the training set; {@code training.epochs}. */
    public IntParam epochs() {
        return epochs;
    }

    /** The Param with the examples per update; {@code training.batch-size}. */
    public IntParam batchSize() {
        return batchSize;
    }

    /** The Param with the learning rate; {@code training.learning-rate}. */
    public DoubleParam learningRate() {
        return learningRate;
    }

    /** The Param with the seed; {@code seed}. */
    public LongParam seed() {
        return seed;
    }

    /** The Param with the number of shards; {@code training.shards.count}. */
    public IntParam shards() {
        return shards;
    }

    /** The Param that says when shards are averaged; {@code training.shards.every}. */
    public Param<String> every() {
        return every;
    }

    /** The Param with more keys of an experiment file. */
    public MapParam settings() {
        return settings;
    }

    /** The Param with an experiment as YAML. */
    public Param<String> experiment() {
        return experiment;
    }

    /** The Param with the way of training. */
    public Param<String> training() {
        return training;
    }

    /** The Param with the jars of plugins. */
    public StringArrayParam plugins() {
        return plugins;
    }

    /** The Param with the name of the column of predictions. */
    public Param<String> predictionCol() {
        return predictionCol;
    }

    /** Names the column of predictions of the model; an empty text for none. */
    public E setPredictionCol(String value) {
        set(predictionCol, value);
        return self();
    }

    /** The Param with the name of the column of the names of classes. */
    public Param<String> predictedLabelCol() {
        return predictedLabelCol;
    }

    /** Names the column of the names of classes of the model; an empty text for none. */
    public E setPredictedLabelCol(String value) {
        set(predictedLabelCol, value);
        return self();
    }

    /** The Param with the name of the column of probabilities. */
    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    /** Names the column of probabilities of the model; an empty text for none. */
    public E setProbabilityCol(String value) {
        set(probabilityCol, value);
        return self();
    }

    /** The Param with the name of the column of logarithms of probabilities, or of all values. */
    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    /** Names the column of logarithms of probabilities, or of all values of the model; an empty text for none. */
    public E setRawPredictionCol(String value) {
        set(rawPredictionCol, value);
        return self();
    }

    /** The column to predict: words or numbers. Several columns of numbers are separated by commas. */
    public E setLabelCol(String value) {
        set(labelCol, value);
        return self();
    }

    /** The columns to predict it from. Default: all others. */
    public E setFeaturesCols(String... values) {
        set(featuresCols, values);
        return self();
    }

    /** The column with the weight of each row. Default: none. */
    public E setWeightCol(String value) {
        set(weightCol, value);
        return self();
    }

    /** Passes over the training set. Default: that of the recipe, or 30. */
    public E setEpochs(int value) {
        set(epochs, value);
        return self();
    }

    /** Examples per update, of one shard. */
    public E setBatchSize(int value) {
        set(batchSize, value);
        return self();
    }

    /** Factor of each update, above 0. */
    public E setLearningRate(double value) {
        set(learningRate, value);
        return self();
    }

    /** Decides the split, the order of the rows and all random numbers. Default: 1. */
    public E setSeed(long value) {
        set(seed, value);
        return self();
    }

    /** The number of shards; the training is then on shards. */
    public E setShards(int value) {
        set(shards, value);
        return self();
    }

    /** When shards are averaged: {@code epoch}, or a number of steps such as {@code 10 steps}. */
    public E setEvery(String value) {
        set(every, value);
        return self();
    }

    /** More keys of an experiment file with their values, such as {@code training.optimizer} and {@code {adam: {beta1: 0.8}}}. */
    public E setSettings(Map<String, String> values) {
        set(settings, new TreeMap<>(values));
        return self();
    }

    /** An experiment as YAML, as in an experiment file. Its source of examples is ignored. */
    public E setExperiment(String yaml) {
        set(experiment, yaml);
        return self();
    }

    /**
     * The way of training: {@code collected} on one executor, {@code members} of a cross-validation as tasks, {@code shards},
     * or {@code auto}: members if the experiment has folds and the table more than 250,000 cells; shards if the experiment has
     * some, or no folds and the table more than 100 million cells.
     */
    public E setTraining(String value) {
        set(training, value);
        return self();
    }

    /** Jars of plugins, which every executor gets and loads in a class loader of their own. */
    public E setPlugins(String... jars) {
        set(plugins, jars);
        return self();
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The labels. */
    private List<String> labels() {
        return Arrays.stream(getOrDefault(labelCol).split(",", -1))
                .map(String::strip)
                .toList();
    }

    /** What is asked of the training. */
    Settings asked() {
        List<String> overrides = new ArrayList<>();
        getOrDefault(settings).forEach((key, value) -> overrides.add(key + "=" + value));
        add(overrides, "training.epochs", epochs);
        add(overrides, "training.batch-size", batchSize);
        add(overrides, "training.learning-rate", learningRate);
        add(overrides, "seed", seed);
        add(overrides, "training.shards.count", shards);
        add(overrides, "training.shards.every", every);
        String weight = getOrDefault(weightCol);
        return new Settings(
                getOrDefault(experiment), labels(), task(), weight.isEmpty() ? null : weight, List.copyOf(overrides));
    }

    private void add(List<String> overrides, String key, Param<?> param) {
        if (isSet(param)) {
            overrides.add(key + "=" + getOrDefault(param));
        }
    }

    /** The columns that are read. */
    private Layout layout(StructType schema, List<String> roles) {
        Set<String> chosen = new LinkedHashSet<>(labels());
        chosen.addAll(roles);
        if (!getOrDefault(weightCol).isEmpty()) {
            chosen.add(getOrDefault(weightCol));
        }
        String[] features = getOrDefault(featuresCols);
        chosen.addAll(Arrays.asList(features.length == 0 ? schema.fieldNames() : features));
        List<String> inOrder = new ArrayList<>();
        for (String name : schema.fieldNames()) {
            if (chosen.remove(name)) {
                inOrder.add(name);
            }
        }
        inOrder.addAll(chosen); // missing ones, which are told by name
        return Layout.of(schema, inOrder);
    }

    /**
     * Trains a network.
     *
     * @throws InvalidInputException if a setting or the table is not what it should be; the message says what is wrong
     */
    @Override
    public DescentModel fit(Dataset<?> dataset) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        layout(dataset.schema(), List.of()); // tells of columns before anything is sent
        Settings asked = asked();
        Services.Plugins own = sendPlugins(context);
        Experiment read = asked.read(own.services().experiments());
        Layout ofRows = layout(dataset.schema(), read.dataToLoad());
        Layout layout = ofRows.only(ofRows.names());
        boolean hasShards = read.hasShards();
        boolean hasFolds = read.training().folds() != null;
        String wanted = way(hasShards, hasFolds);
        JavaRDD<Cells> rows = dataset.toDF().javaRDD().map(ofRows::cells);
        boolean counts = !hasShards && (wanted.equals(AUTO) || wanted.equals(SHARDS));
        if (counts) {
            rows.persist(StorageLevel.MEMORY_AND_DISK());
        }
        Trained trained;
        try {
            long cells = counts
                    ? Math.multiplyExact(rows.count(), (long) layout.names().size())
                    : 0;
            String way = wanted.equals(AUTO) ? chosen(hasShards, hasFolds, cells) : wanted;
            if (way.equals(SHARDS) && !hasShards) {
                asked = asked.with("training.shards.count=" + shards(cells));
            }
            trained = switch (way) {
                case SHARDS -> new ShardedTraining(context, rows, layout, asked, own).train();
                case MEMBERS -> MembersTraining.train(context, rows, layout, asked, own);
                default -> CollectedTraining.train(rows, layout, asked, own, threads(context));
            };
        } finally {
            if (counts) {
                rows.unpersist();
            }
        }
        if (trained.failure() != null) {
            throw new InvalidInputException(trained.failure());
        }
        DescentModel model = new DescentModel(uid, trained.model(), trained.result());
        model.setParent(this);
        model.setPlugins(getOrDefault(plugins));
        return copyValues(model, ParamMap.empty());
    }

    /** How to train, checked against the experiment. */
    private String way(boolean hasShards, boolean hasFolds) {
        String way = getOrDefault(training);
        if (way.equals(AUTO)) {
            return way;
        }
        if (hasShards && !way.equals(SHARDS)) {
            throw new InvalidInputException(
                    "training: %s contradicts the shards of the experiment; remove one of them".formatted(way));
        }
        if (hasFolds && way.equals(SHARDS)) {
            throw new InvalidInputException(
                    "training: shards contradicts the folds of the experiment, whose networks need the whole table; remove one of them");
        }
        if (!hasFolds && way.equals(MEMBERS)) {
            throw new InvalidInputException(
                    "training: members needs an experiment with training.folds, such as --set training.folds=5; add them, or say auto");
        }
        return way;
    }

    /** The way of training if nothing is said, which depends on the experiment and the size of the table. */
    static String chosen(boolean hasShards, boolean hasFolds, long cells) {
        if (hasFolds) {
            return cells > FEWEST_CELLS_OF_MEMBERS ? MEMBERS : COLLECTED;
        }
        return hasShards || cells > MOST_COLLECTED_CELLS ? SHARDS : COLLECTED;
    }

    /** The number of shards of a table, which depends on its size alone. */
    static int shards(long cells) {
        return (int) Math.min(MOST_SHARDS, Math.max(2, (cells - 1) / MOST_COLLECTED_CELLS + 1));
    }

    /** Sends the jars of plugins to the executors. */
    Services.Plugins sendPlugins(JavaSparkContext context) {
        return Services.Plugins.send(context, getOrDefault(plugins));
    }

    /** The columns that are read, those that decide something included. */
    Layout layout(StructType schema, DataSpec data) {
        return layout(schema, data.roles());
    }

    /** The threads of a task. */
    static int threads(JavaSparkContext context) {
        return context.getConf().getInt("spark.task.cpus", 1);
    }

    /** The columns of the input, then those of the predictions that do not depend on what is learnt. */
    @Override
    public StructType transformSchema(StructType schema) {
        layout(schema, List.of());
        StructType all = add(schema, predictionCol, DataTypes.DoubleType);
        if (task().equals("classification")) {
            all = add(all, predictedLabelCol, DataTypes.StringType);
            all = add(all, probabilityCol, SQLDataTypes.VectorType());
        }
        return add(all, rawPredictionCol, SQLDataTypes.VectorType());
    }

    private StructType add(StructType schema, Param<String> name, DataType type) {
        return getOrDefault(name).isEmpty() ? schema : schema.add(getOrDefault(name), type, true);
    }
}
