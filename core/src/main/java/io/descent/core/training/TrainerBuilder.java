package io.descent.core.training;

import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.DataSource;
import io.descent.api.Initializer;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.LrSchedule;
import io.descent.api.Metric;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.data.ColumnChoice;
import io.descent.core.data.DataSpec;
import io.descent.core.data.RawData;
import io.descent.core.data.RowOrder;
import io.descent.core.data.Table;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TargetScaling;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.CheckpointSpec;
import io.descent.core.experiment.ClassWeights;
import io.descent.core.experiment.DiagnosisSpec;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.FoldsSpec;
import io.descent.core.experiment.Rates;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.ShardsSpec;
import io.descent.core.experiment.TimeSpan;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.experiment.Watch;
import io.descent.core.experiment.WeightDecay;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.network.Parametrization;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a {@link Trainer} from Java objects. Only the data are required; everything else has the same defaults as in
 * experiment files. The result is identical, to the bit, to that of the equivalent experiment file.
 *
 * <p>Arguments must not be null unless stated otherwise; {@link NullPointerException} names the argument.
 */
public final class TrainerBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerBuilder.class);

    private long seed = 1;
    private RandomSpec random = RandomSpec.KEYED;
    private Precision precision = Precision.FLOAT32;
    private @Nullable DataSpec spec;
    private @Nullable Source source;
    private boolean encoded;
    private final List<LayerSpec> hidden = new ArrayList<>();
    private @Nullable OutputSpec output;
    private @Nullable InputLayer input;
    private Parametrization parametrization = Parametrization.STANDARD;
    private @Nullable Loss loss;
    private @Nullable Optimizer optimizer;
    private LrSchedule schedule = new Constant();
    private double learningRate = 0.001;
    private int scheduleLag;
    private @Nullable Rates rates;
    private @Nullable WeightDecay weightDecay;
    private @Nullable Double clipValue;
    private @Nullable Double clipNorm;
    private @Nullable Integer epochs;
    private boolean shuffle = true;
    private @Nullable BatchSize batchSize;
    private @Nullable Integer reportEvery;
    private @Nullable TimeSpan time;
    private @Nullable FoldsSpec folds;
    private @Nullable ShardsSpec shards;
    private CheckpointSpec checkpoint = CheckpointSpec.USUAL;
    private @Nullable EarlyStopping earlyStopping;
    private Watch watch = Watch.NOTHING;
    private double baseError;
    private @Nullable CalibrationSpec calibration;
    private @Nullable String backend;
    private int threads = Runtime.getRuntime().availableProcessors();
    private @Nullable ClassWeights classWeights;
    private final List<Regularizer> regularizers = new ArrayList<>();
    private final List<Metric> metrics = new ArrayList<>();
    private final List<Augmentation> augmentations = new ArrayList<>();
    private final Set<TrainingListener> listeners = new LinkedHashSet<>();
    private final List<Listener> named = new ArrayList<>();
    private @Nullable PluginRegistry registry;

    /** Loads the examples that a specification describes. */
    private interface Source {
        TrainingData load(Experiment asked);
    }

    TrainerBuilder() {}

    /** The seed of initial weights, split, order of examples and masks. Default: 1. */
    public TrainerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** The source of random numbers. Default: keyed streams derived from the seed. */
    public TrainerBuilder random(RandomSpec value) {
        random = require(value, "random");
        return this;
    }

    /** The precision of the network's numbers. Default: float32. */
    public TrainerBuilder precision(Precision value) {
        precision = require(value, "precision");
        return this;
    }

    /** Reads the examples from files or a generator. */
    public TrainerBuilder data(DataSpec value) {
        return data(require(value, "data"), asked -> asked.trainingData(TableProgress.NONE));
    }

    /**
     * Reads the examples of a data source, split 60/20/20 unless {@link #split} says otherwise. The label is the column
     * that the source names, unless {@link #label} says otherwise; all other columns are features.
     *
     * @param from a record; use {@link Table#of(DataSource)} for any other
     */
    public TrainerBuilder data(DataSource from) {
        return data(DataSpec.of(require(from, "from")));
    }

    /**
     * Uses examples from memory, split 60/20/20 unless {@link #split} says otherwise.
     *
     * @param label the name of the label's column; all other columns are features
     */
    public TrainerBuilder data(Table table, String label) {
        require(table, "table");
        return data(DataSpec.memory(require(label, "label")), asked -> encode(asked, table, null, null));
    }

    private static TrainingData encode(Experiment asked, Table train, @Nullable Table dev, @Nullable Table test) {
        return FoldsSpec.encode(
                RawData.of(asked.dataToLoad(), train, dev, test, asked.streams()),
                asked.training().folds(),
                asked.precision());
    }

    /**
     * Uses examples from memory that are already split.
     *
     * @param dev the dev set; null for none
     * @param test the test set; null for none
     * @param label the name of the label's column; all other columns of {@code train} are features
     */
    public TrainerBuilder data(Table train, @Nullable Table dev, @Nullable Table test, String label) {
        require(train, "train");
        return data(
                DataSpec.memory(require(label, "label")).withSplit("none"), asked -> encode(asked, train, dev, test));
    }

    /** Uses encoded examples, for example those of an earlier training. Their precision must be that of the network. */
    public TrainerBuilder data(TrainingData value) {
        Schema schema = require(value, "data").schema();
        DataSpec how = DataSpec.memory(schema.label()).withSplit("none");
        data(how.withNormalize(!value.encoding().isUnscaled()), asked -> {
            if (value.train().precision() != asked.precision()) {
                throw new InvalidInputException("the data are %s, the network is %s; encode them in its precision"
                        .formatted(value.train().precision(), asked.precision()));
            }
            return value;
        });
        encoded = true;
        return this;
    }

    private TrainerBuilder data(DataSpec how, Source from) {
        spec = how;
        source = from;
        encoded = false;
        return this;
    }

    /**
     * How to split the examples: for example {@code 80/10/10}, {@code 80/20}, {@code auto} or {@code none}. Call it
     * after {@code data}.
     *
     * @throws IllegalArgumentException if the text is not a valid split
     */
    public TrainerBuilder split(String ratio) {
        return change(how -> how.withSplit(require(ratio, "ratio")));
    }

    /**
     * Whether to normalise features by mean and standard deviation of the training set. Default: true. Call it after
     * {@code data}.
     */
    public TrainerBuilder normalize(boolean value) {
        return change(how -> how.withNormalize(value));
    }

    /**
     * Declares that the features of an example are the pixels of an image, row by row from the top left. Call it after
     * {@code data}.
     */
    public TrainerBuilder image(int height, int width) {
        return change(how -> how.withImage(new ImageShape(height, width)));
    }

    /** The label column. Call it after {@code data}. */
    public TrainerBuilder label(String column) {
        return change(how -> how.withLabel(require(column, "column")));
    }

    /** Columns that are neither features nor label. Call it after {@code data}. */
    public TrainerBuilder ignore(String... columns) {
        return change(how -> how.withIgnore(columns));
    }

    /** Whether the task is classification or regression, for labels that do not show it. Call it after {@code data}. */
    public TrainerBuilder task(Task value) {
        return change(how -> how.withTask(require(value, "task")));
    }

    /** How labels with values are scaled for training. Default: standardised if the loss allows it. Call it after {@code data}. */
    public TrainerBuilder target(TargetScaling value) {
        return change(how -> how.withTarget(require(value, "target")));
    }

    /** What a column is; everything else is found from its cells. Call it after {@code data}. */
    public TrainerBuilder column(String name, ColumnChoice value) {
        return change(how -> how.withColumn(require(name, "name"), require(value, "value")));
    }

    /** The class that metrics such as precision count as positive, if there are two. Call it after {@code data}. */
    public TrainerBuilder positive(String className) {
        return change(how -> how.withPositive(require(className, "className")));
    }

    /** The column with the weight of each example. Call it after {@code data}. */
    public TrainerBuilder weight(String column) {
        return change(how -> how.withWeight(require(column, "column")));
    }

    /** The column whose cells must not be in two sets. Call it after {@code data}. */
    public TrainerBuilder group(String column) {
        return change(how -> how.withGroup(require(column, "column")));
    }

    /** The column by which a table is split: the earliest rows are the training set. Call it after {@code data}. */
    public TrainerBuilder time(String column) {
        return change(how -> how.withTime(require(column, "column")));
    }

    /**
     * What decides the order of the rows. Default: that of the source, or the content of the rows if the training is on
     * shards. Call it after {@code data}.
     */
    public TrainerBuilder order(RowOrder value) {
        return change(how -> how.withOrder(require(value, "value")));
    }

    private TrainerBuilder change(UnaryOperator<DataSpec> by) {
        if (spec == null) {
            throw new IllegalStateException("call data(...) first");
        }
        if (encoded) {
            throw new IllegalStateException("the data are encoded already; give a table or a DataSpec to change how");
        }
        spec = by.apply(spec);
        return this;
    }

    /** The trainable input layer. Default: none. */
    public TrainerBuilder input(InputLayer value) {
        input = require(value, "input");
        return this;
    }

    /** What the optimizer sees as the weights of dense layers. Default: {@link Parametrization#STANDARD}. */
    public TrainerBuilder parametrization(Parametrization value) {
        parametrization = require(value, "parametrization");
        return this;
    }

    /** Keeps predictions of values within those of the training set. Call it after {@code data}. */
    public TrainerBuilder clamp() {
        return change(how -> how.withClamp(true));
    }

    /** Adds a hidden layer after the existing ones, with relu and he-normal initial weights. */
    public TrainerBuilder hidden(int units) {
        return hidden(units, plugin(Activation.class, "relu"), plugin(Initializer.class, "he-normal"));
    }

    /** Adds a hidden layer after the existing ones. */
    public TrainerBuilder hidden(int units, Activation activation, Initializer initializer, Regularizer... own) {
        return hidden(new LayerSpec(
                requirePositive(units, "units"),
                require(activation, "activation"),
                require(initializer, "initializer"),
                List.of(own)));
    }

    /** Adds a hidden layer after the existing ones; it may have batch norm. */
    public TrainerBuilder hidden(LayerSpec layer) {
        hidden.add(require(layer, "layer"));
        return this;
    }

    /** The output layer. The label determines its width, and the loss its activation unless set. */
    public TrainerBuilder output(Activation activation, Initializer initializer, Regularizer... own) {
        output = new OutputSpec(require(activation, "activation"), require(initializer, "initializer"), List.of(own));
        return this;
    }

    /** The loss. By default, the label determines it. */
    public TrainerBuilder loss(Loss value) {
        loss = require(value, "loss");
        return this;
    }

    /** The optimizer. Default: adam. */
    public TrainerBuilder optimizer(Optimizer value) {
        optimizer = require(value, "optimizer");
        return this;
    }

    /** The learning rate schedule. Default: constant. */
    public TrainerBuilder schedule(LrSchedule value) {
        schedule = require(value, "schedule");
        return this;
    }

    /** The number of epochs by which the schedule lags behind the training. Default: 0. */
    public TrainerBuilder scheduleLag(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("scheduleLag is " + value + "; it must be at least 0");
        }
        scheduleLag = value;
        return this;
    }

    /** The initial learning rate, above 0. Default: 0.001. */
    public TrainerBuilder learningRate(double value) {
        learningRate = requirePositive(value, "learningRate");
        return this;
    }

    /** Factors of the learning rate by kind of parameter. Default: 1 for all. */
    public TrainerBuilder rates(Rates value) {
        rates = require(value, "rates");
        return this;
    }

    /** Decoupled weight decay of the weights, with a constant rate above 0. Default: none. */
    public TrainerBuilder weightDecay(double rate) {
        return weightDecay(new WeightDecay(requirePositive(rate, "weightDecay"), new Constant(), false, false));
    }

    /** Decoupled weight decay. Default: none. */
    public TrainerBuilder weightDecay(WeightDecay value) {
        weightDecay = require(value, "weightDecay");
        return this;
    }

    /** Clips every element of the gradient to this magnitude, above 0. Default: no clipping. */
    public TrainerBuilder clipValue(double value) {
        clipValue = requirePositive(value, "clipValue");
        return this;
    }

    /** Clips the norm of the whole gradient to this value, above 0. Default: no clipping. */
    public TrainerBuilder clipNorm(double value) {
        clipNorm = requirePositive(value, "clipNorm");
        return this;
    }

    /** Whether to shuffle the training set in every epoch. Default: true. */
    public TrainerBuilder shuffle(boolean value) {
        shuffle = value;
        return this;
    }

    /** The number of epochs, at least 1. Default: 30, or as many as make 1,000 updates if 30 make fewer. */
    public TrainerBuilder epochs(int value) {
        epochs = requirePositive(value, "epochs");
        return this;
    }

    /** The number of examples per mini-batch. Default: 64, or the whole training set if it is smaller. */
    public TrainerBuilder batchSize(int value) {
        return batchSize(new BatchSize(value));
    }

    /** The number of examples per mini-batch, for example {@link BatchSize#ALL}. */
    public TrainerBuilder batchSize(BatchSize value) {
        batchSize = require(value, "batchSize");
        return this;
    }

    /**
     * The number of epochs between evaluations of the dev set. Default: the smallest number that gives at most 100
     * evaluations.
     */
    public TrainerBuilder reportEvery(int value) {
        reportEvery = requirePositive(value, "reportEvery");
        return this;
    }

    /** Ends the training after a time, above 0. Default: no limit. */
    public TrainerBuilder time(Duration value) {
        if (require(value, "time").isZero() || value.isNegative()) {
            throw new IllegalArgumentException("time is " + value + "; it must be above 0");
        }
        time = new TimeSpan(value);
        return this;
    }

    /** Divides the training set into k parts and trains k networks, whose average is the model. Default: one network. */
    public TrainerBuilder folds(int k) {
        return folds(FoldsSpec.of(k));
    }

    /** Divides the training set and trains several networks, whose average is the model. Default: one network. */
    public TrainerBuilder folds(FoldsSpec value) {
        folds = require(value, "folds");
        return this;
    }

    /** Divides the training set into shards, on which one network is trained at once. Default: none. */
    public TrainerBuilder shards(ShardsSpec value) {
        shards = require(value, "shards");
        return this;
    }

    /** When a run writes checkpoints; only trainings with a run folder do. Default: every 30 seconds and at the end. */
    public TrainerBuilder checkpoint(CheckpointSpec value) {
        checkpoint = require(value, "checkpoint");
        return this;
    }

    /** Ends the training when a metric stops improving, and keeps the parameters of the best epoch. */
    public TrainerBuilder earlyStopping(EarlyStopping value) {
        earlyStopping = require(value, "earlyStopping");
        return this;
    }

    /** What to record in addition to metrics. Default: nothing. */
    public TrainerBuilder watch(Watch value) {
        watch = require(value, "watch");
        return this;
    }

    /** The unavoidable error of the task, at least 0 and below 1, used by the diagnosis. Default: 0. */
    public TrainerBuilder baseError(double value) {
        baseError = value;
        return this;
    }

    /** What to learn about the predictions, for example {@link CalibrationSpec#TEMPERATURE}. Default: nothing. */
    public TrainerBuilder calibration(CalibrationSpec value) {
        calibration = require(value, "calibration");
        return this;
    }

    /**
     * The name of the backend, {@code scalar} or {@code simd}. Default: the fastest one that the JVM supports. Results
     * do not depend on it.
     */
    public TrainerBuilder backend(String name) {
        backend = require(name, "backend");
        return this;
    }

    /** The number of threads, at least 1. Default: one per core. Results do not depend on it. */
    public TrainerBuilder threads(int value) {
        threads = requirePositive(value, "threads");
        return this;
    }

    /** Weights of classes in the training loss, for example {@link ClassWeights#BALANCED}. Default: none. */
    public TrainerBuilder classWeights(ClassWeights value) {
        classWeights = require(value, "classWeights");
        return this;
    }

    /**
     * Adds a metric to the cost and the usual ones; it replaces a usual one that has its name.
     *
     * @throws IllegalArgumentException if it is not a record
     */
    public TrainerBuilder metric(Metric value) {
        if (!(require(value, "metric") instanceof Record)) {
            throw new IllegalArgumentException(
                    "%s is not a record, so that the experiment could not be written to a file; make it a record"
                            .formatted(value.getClass().getName()));
        }
        metrics.add(value);
        return this;
    }

    /** Adds a regularizer to every layer; masks do not apply to the output layer. */
    public TrainerBuilder regularizer(Regularizer value) {
        regularizers.add(require(value, "regularizer"));
        return this;
    }

    /** Adds a random change to the examples of mini-batches, applied after the existing ones. */
    public TrainerBuilder augmentation(Augmentation value) {
        augmentations.add(require(value, "augmentation"));
        return this;
    }

    /**
     * Adds a listener of the kind that experiment files name.
     *
     * @throws IllegalArgumentException if it is not a record; use {@link TrainingListener} for objects with state
     */
    public TrainerBuilder listener(Listener value) {
        if (!(require(value, "listener") instanceof Record)) {
            throw new IllegalArgumentException(
                    "%s is not a record, so that the experiment could not be written to a file; make it a record, or a TrainingListener"
                            .formatted(value.getClass().getName()));
        }
        named.add(value);
        return this;
    }

    /** Adds a listener. */
    public TrainerBuilder listener(TrainingListener value) {
        listeners.add(require(value, "listener"));
        return this;
    }

    private static double requirePositive(double value, String what) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be above 0 and finite");
        }
        return value;
    }

    private static int requirePositive(int value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + "; it must be at least 1");
        }
        return value;
    }

    private static <T> T require(@Nullable T value, String argument) {
        return Objects.requireNonNull(value, argument);
    }

    private <P extends Plugin> P plugin(Class<P> kind, String name) {
        return registry().require(kind, name);
    }

    /** The plugins on the class path of this library, among them the defaults. */
    private PluginRegistry registry() {
        if (registry == null) {
            registry = PluginRegistry.load(
                    TrainerBuilder.class.getClassLoader(),
                    List.of(
                            Activation.class,
                            Initializer.class,
                            Optimizer.class,
                            Loss.class,
                            Metric.class,
                            Backend.class),
                    List.of());
            registry.firstProblems().forEach(LOG::warn);
        }
        return registry;
    }

    /**
     * Reads the data and makes the trainer.
     *
     * @throws IllegalStateException if no data were set
     * @throws InvalidInputException if the data cannot be read or do not match the other settings, or an artifact that
     *     contains a default is not on the class path
     */
    public Trainer build() {
        if (spec == null || source == null) {
            throw new IllegalStateException("the trainer has no data; call data(...) before build()");
        }
        if (optimizer == null) {
            optimizer = plugin(Optimizer.class, "adam");
        }
        if (output == null) {
            output = new OutputSpec(null, plugin(Initializer.class, "xavier-normal"), List.of());
        }
        TrainingSpec training = new TrainingSpec(
                epochs,
                batchSize,
                shuffle,
                learningRate,
                optimizer,
                schedule,
                scheduleLag,
                rates,
                weightDecay,
                clipValue,
                clipNorm,
                classWeights,
                regularizers,
                augmentations,
                earlyStopping,
                watch,
                reportEvery,
                time,
                folds,
                shards);
        Experiment asked = new Experiment(
                seed,
                random,
                precision,
                spec,
                new NetworkSpec(input, hidden, output, loss, parametrization),
                training,
                metrics,
                new DiagnosisSpec(baseError),
                calibration,
                named,
                checkpoint,
                false,
                null);
        try {
            RandomStreams streams = asked.streams();
            TrainingData data = source.load(asked);
            ResolvedExperiment experiment = asked.resolved(data.summary(), registry()::require);
            return new Trainer(experiment, data, streams, new EngineSpec(chosenBackend(), threads), listeners)
                    .speakJava();
        } catch (InvalidInputException e) {
            throw JavaWords.translate(e);
        }
    }

    private Backend chosenBackend() {
        return backend == null
                ? Backends.fastest(registry().instances(Backend.class))
                : Backends.usable(registry().require(Backend.class, backend), "backend " + backend);
    }
}
