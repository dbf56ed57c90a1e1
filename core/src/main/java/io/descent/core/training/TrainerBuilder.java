package io.descent.core.training;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Plugin;
import io.descent.api.Regularizer;
import io.descent.core.augment.Augmentation;
import io.descent.core.data.DataSpec;
import io.descent.core.data.RawData;
import io.descent.core.data.Table;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.DiagnosisSpec;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.experiment.Watch;
import io.descent.core.loss.Loss;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Backends;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Trainer} of plain objects. Data is needed; the rest has the defaults of experiment files, and the outcome is the
 * same, to the bit, as that of the experiment file that says the same.
 *
 * <p>No argument may be null: {@link NullPointerException} names the one that is.
 */
public final class TrainerBuilder {
    private long seed = 1;
    private RandomSpec random = RandomSpec.KEYED;
    private Precision precision = Precision.FLOAT32;
    private @Nullable DataSpec spec;
    private @Nullable Source source;
    private final List<LayerSpec> hidden = new ArrayList<>();
    private @Nullable OutputSpec output;
    private @Nullable Loss loss;
    private @Nullable Optimizer optimizer;
    private LrSchedule schedule = new Constant();
    private double learningRate = 0.001;
    private int scheduleLag;
    private @Nullable Double clipValue;
    private @Nullable Double clipNorm;
    private int epochs = 30;
    private boolean shuffle = true;
    private @Nullable BatchSize batchSize;
    private @Nullable Integer reportEvery;
    private @Nullable EarlyStopping earlyStopping;
    private Watch watch = Watch.NOTHING;
    private double baseError;
    private @Nullable String backend;
    private int threads = Runtime.getRuntime().availableProcessors();
    private final List<Regularizer> regularizers = new ArrayList<>();
    private final List<Augmentation> augmentations = new ArrayList<>();
    private final Set<TrainingListener> listeners = new LinkedHashSet<>();
    private @Nullable PluginRegistry registry;

    /** Makes the examples that a specification describes. */
    private interface Source {
        TrainingData load(DataSpec spec, Precision precision, RandomStreams streams);
    }

    TrainerBuilder() {}

    /** What initial weights, division, order and masks depend on; 1 unless set. */
    public TrainerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Where random numbers come from; keyed streams of the seed unless set. */
    public TrainerBuilder random(RandomSpec value) {
        random = require(value, "random");
        return this;
    }

    /** The format in which the network computes; float32 unless set. */
    public TrainerBuilder precision(Precision value) {
        precision = require(value, "precision");
        return this;
    }

    /** Examples from files or a generator. */
    public TrainerBuilder data(DataSpec value) {
        return data(require(value, "data"), TrainingData::load);
    }

    /**
     * Examples from memory, divided 60/20/20 unless {@link #split} says otherwise.
     *
     * @param label the name of the label's column; all others are features
     */
    public TrainerBuilder data(Table table, String label) {
        require(table, "table");
        return data(
                DataSpec.memory(require(label, "label")),
                (how, format, streams) -> RawData.of(how, table, null, null, format, streams)
                        .encode(how.normalize(), format));
    }

    /**
     * Examples from memory that are divided already.
     *
     * @param dev null for none
     * @param test null for none
     * @param label the name of the label's column; all other columns of {@code train} are features
     */
    public TrainerBuilder data(Table train, @Nullable Table dev, @Nullable Table test, String label) {
        require(train, "train");
        return data(
                DataSpec.memory(require(label, "label")).withSplit("none"),
                (how, format, streams) ->
                        RawData.of(how, train, dev, test, format, streams).encode(how.normalize(), format));
    }

    /** Examples that are ready for the network, for instance those of an earlier training, in the precision of the network. */
    public TrainerBuilder data(TrainingData value) {
        Schema schema = require(value, "data").schema();
        DataSpec how = DataSpec.memory(schema.label()).withSplit("none");
        return data(schema.image() == null ? how : how.withImage(schema.image()), (ignored, format, streams) -> value);
    }

    private TrainerBuilder data(DataSpec how, Source from) {
        spec = how;
        source = from;
        return this;
    }

    /**
     * How the data are divided, such as {@code 80/10/10}, {@code 80/20}, {@code auto} or {@code none}; after {@code data}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public TrainerBuilder split(String ratio) {
        return change(how -> how.withSplit(require(ratio, "ratio")));
    }

    /** Whether features are normalised by mean and deviation of the training set; true unless set; after {@code data}. */
    public TrainerBuilder normalize(boolean value) {
        return change(how -> how.withNormalize(value));
    }

    /** That the features of an example make an image, row by row from the top left; after {@code data}. */
    public TrainerBuilder image(int height, int width) {
        return change(how -> how.withImage(new ImageShape(height, width)));
    }

    /** Columns that are neither features nor label; after {@code data}. */
    public TrainerBuilder ignore(String... columns) {
        return change(how -> how.withIgnore(columns));
    }

    /** What the label is, where its values do not tell; after {@code data}. */
    public TrainerBuilder task(Task value) {
        return change(how -> how.withTask(require(value, "task")));
    }

    private TrainerBuilder change(UnaryOperator<DataSpec> by) {
        if (spec == null) {
            throw new IllegalStateException("call data(...) first");
        }
        spec = by.apply(spec);
        return this;
    }

    /** Adds a hidden layer after those added before, with relu and initial weights by he-normal. */
    public TrainerBuilder hidden(int units) {
        return hidden(units, plugin(Activation.class, "relu"), plugin(Initializer.class, "he-normal"));
    }

    /** Adds a hidden layer after those added before. */
    public TrainerBuilder hidden(int units, Activation activation, Initializer initializer, Regularizer... own) {
        return hidden(new LayerSpec(
                requirePositive(units, "units"),
                require(activation, "activation"),
                require(initializer, "initializer"),
                List.of(own)));
    }

    /** Adds a hidden layer that may have batch norm. */
    public TrainerBuilder hidden(LayerSpec layer) {
        hidden.add(require(layer, "layer"));
        return this;
    }

    /** The output layer, whose width follows from the label; its activation follows from the loss unless set. */
    public TrainerBuilder output(Activation activation, Initializer initializer, Regularizer... own) {
        output = new OutputSpec(require(activation, "activation"), require(initializer, "initializer"), List.of(own));
        return this;
    }

    /** The loss; it follows from the label unless set. */
    public TrainerBuilder loss(Loss value) {
        loss = require(value, "loss");
        return this;
    }

    /** Makes directions of gradients; adam unless set. */
    public TrainerBuilder optimizer(Optimizer value) {
        optimizer = require(value, "optimizer");
        return this;
    }

    /** Changes the learning rate over time; constant unless set. */
    public TrainerBuilder schedule(LrSchedule value) {
        schedule = require(value, "schedule");
        return this;
    }

    /** Epochs by which the schedule stays behind; 0 unless set. */
    public TrainerBuilder scheduleLag(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("scheduleLag is " + value + "; it must be at least 0");
        }
        scheduleLag = value;
        return this;
    }

    /** Positive; 0.001 unless set. */
    public TrainerBuilder learningRate(double value) {
        learningRate = requirePositive(value, "learningRate");
        return this;
    }

    /** What no element of the gradient may exceed in magnitude; positive. */
    public TrainerBuilder clipValue(double value) {
        clipValue = requirePositive(value, "clipValue");
        return this;
    }

    /** What the norm of the whole gradient may not exceed; positive. */
    public TrainerBuilder clipNorm(double value) {
        clipNorm = requirePositive(value, "clipNorm");
        return this;
    }

    /** Whether every epoch has an order of its own; true unless set. */
    public TrainerBuilder shuffle(boolean value) {
        shuffle = value;
        return this;
    }

    /** Passes over the training set, at least 1; 30 unless set. */
    public TrainerBuilder epochs(int value) {
        epochs = requirePositive(value, "epochs");
        return this;
    }

    /** Examples of an update; 64, or all if there are fewer, unless set. */
    public TrainerBuilder batchSize(int value) {
        return batchSize(new BatchSize(value));
    }

    /** Examples of an update, for instance {@link BatchSize#ALL}. */
    public TrainerBuilder batchSize(BatchSize value) {
        batchSize = require(value, "batchSize");
        return this;
    }

    /** Epochs from one look at the dev set to the next; as many as make at most 100 looks unless set. */
    public TrainerBuilder reportEvery(int value) {
        reportEvery = requirePositive(value, "reportEvery");
        return this;
    }

    /** Ends the training when a metric has stopped getting better, and keeps the parameters of the best epoch. */
    public TrainerBuilder earlyStopping(EarlyStopping value) {
        earlyStopping = require(value, "earlyStopping");
        return this;
    }

    /** Records more than metrics; nothing unless set. */
    public TrainerBuilder watch(Watch value) {
        watch = require(value, "watch");
        return this;
    }

    /** The error that no training can avoid, at least 0 and below 1; 0 unless set. */
    public TrainerBuilder baseError(double value) {
        baseError = value;
        return this;
    }

    /**
     * The kernels that compute, {@code scalar} or {@code simd}; the fastest that the JVM offers unless set. Results do not depend
     * on it.
     */
    public TrainerBuilder backend(String name) {
        backend = require(name, "backend");
        return this;
    }

    /** How many threads share the work, at least 1, without influence on the result; one per core unless set. */
    public TrainerBuilder threads(int value) {
        threads = requirePositive(value, "threads");
        return this;
    }

    /** Adds a regularizer of every layer; a mask leaves the output layer out. */
    public TrainerBuilder regularizer(Regularizer value) {
        regularizers.add(require(value, "regularizer"));
        return this;
    }

    /** Adds a random change of the examples of mini-batches, after those added before. */
    public TrainerBuilder augmentation(Augmentation value) {
        augmentations.add(require(value, "augmentation"));
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

    /** The plugins on the class path of this library: defaults are among them. */
    private PluginRegistry registry() {
        if (registry == null) {
            registry = PluginRegistry.load(
                    TrainerBuilder.class.getClassLoader(),
                    List.of(Activation.class, Initializer.class, Optimizer.class, Backend.class),
                    List.of());
        }
        return registry;
    }

    /**
     * Reads the data and makes the trainer.
     *
     * @throws IllegalStateException if the data are missing
     * @throws InvalidInputException if the data cannot be read or do not fit the rest, or a default needs an artifact that is not
     *     on the class path
     */
    public Trainer build() {
        if (spec == null || source == null) {
            throw new IllegalStateException("a trainer needs data(...)");
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
                clipValue,
                clipNorm,
                regularizers,
                augmentations,
                earlyStopping,
                watch,
                reportEvery);
        Experiment asked = new Experiment(
                seed,
                random,
                precision,
                spec,
                new NetworkSpec(hidden, output, loss),
                training,
                new DiagnosisSpec(baseError));
        try {
            RandomStreams streams = asked.streams();
            TrainingData data = source.load(spec, precision, streams);
            ResolvedExperiment experiment =
                    asked.resolved(data.summary(), name -> plugin(Activation.class, name));
            experiment.criterion(data.schema());
            return new Trainer(experiment, data, streams, new EngineSpec(chosenBackend(), threads), listeners, Set.of())
                    .speakJava();
        } catch (InvalidInputException e) {
            throw JavaWords.translate(e);
        }
    }

    private Backend chosenBackend() {
        if (backend == null) {
            return Backends.fastest(registry().instances(Backend.class));
        }
        Backend asked = registry().require(Backend.class, backend);
        if (asked.missing() != null) {
            throw new InvalidInputException("backend %s: %s".formatted(backend, asked.missing()));
        }
        return asked;
    }
}
