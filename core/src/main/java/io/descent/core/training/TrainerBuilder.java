package io.descent.core.training;

import io.descent.api.Activation;
import io.descent.api.Initializer;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.augment.Augmentation;
import io.descent.core.data.DataSpec;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.BatchSize;
import io.descent.core.experiment.DiagnosisSpec;
import io.descent.core.experiment.EarlyStopping;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.TrainingSpec;
import io.descent.core.experiment.Watch;
import io.descent.core.experiment.LayerSpec;
import io.descent.core.loss.Loss;
import io.descent.inference.network.internal.Network;
import io.descent.core.experiment.NetworkSpec;
import io.descent.core.experiment.OutputSpec;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.EngineSpec;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Trainer} of plain objects. Data, output and optimizer are needed; the rest has the defaults of experiment
 * files. The result is the same, to the bit, as that of the experiment file that says the same.
 */
public final class TrainerBuilder {
    private long seed = 1;
    private RandomSpec random = RandomSpec.KEYED;
    private Precision precision = Precision.FLOAT32;
    private @Nullable DataSpec spec;
    private @Nullable TrainingData examples;
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
    private Backend backend = new Scalar();
    private int threads = Runtime.getRuntime().availableProcessors();
    private final List<Regularizer> regularizers = new ArrayList<>();
    private final List<Augmentation> augmentations = new ArrayList<>();
    private final Set<TrainingListener> listeners = new LinkedHashSet<>();

    TrainerBuilder() {}

    /** What initial weights, division, order and masks depend on; 1 unless set. */
    public TrainerBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Where random numbers come from; keyed streams of the seed unless set. */
    public TrainerBuilder random(RandomSpec value) {
        random = value;
        return this;
    }

    /** The format in which the network computes; float32 unless set. */
    public TrainerBuilder precision(Precision value) {
        precision = value;
        return this;
    }

    /** Where the examples come from. */
    public TrainerBuilder data(DataSpec value) {
        spec = value;
        examples = null;
        return this;
    }

    /** The examples themselves, in the precision of the network. */
    public TrainerBuilder data(TrainingData value) {
        spec = null;
        examples = value;
        return this;
    }

    /** Adds a hidden layer after those added before. */
    public TrainerBuilder hidden(int units, Activation activation, Initializer initializer, Regularizer... own) {
        return hidden(new LayerSpec(units, activation, initializer, List.of(own)));
    }

    /** Adds a hidden layer that may have batch norm. */
    public TrainerBuilder hidden(LayerSpec layer) {
        hidden.add(layer);
        return this;
    }

    /** The output layer; its width follows from the label. */
    public TrainerBuilder output(Activation activation, Initializer initializer, Regularizer... own) {
        output = new OutputSpec(activation, initializer, List.of(own));
        return this;
    }

    /** The loss; it follows from the label unless set. */
    public TrainerBuilder loss(Loss value) {
        loss = value;
        return this;
    }

    /** Makes directions of gradients. */
    public TrainerBuilder optimizer(Optimizer value) {
        optimizer = value;
        return this;
    }

    /** Changes the learning rate over time; constant unless set. */
    public TrainerBuilder schedule(LrSchedule value) {
        schedule = value;
        return this;
    }

    /** Epochs by which the schedule stays behind; 0 unless set. */
    public TrainerBuilder scheduleLag(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("the schedule's lag is " + value + "; it must be at least 0");
        }
        scheduleLag = value;
        return this;
    }

    /** Positive; 0.001 unless set. */
    public TrainerBuilder learningRate(double value) {
        learningRate = requirePositive(value, "the learning rate");
        return this;
    }

    /** What no element of the gradient may exceed in magnitude; positive. */
    public TrainerBuilder clipValue(double value) {
        clipValue = requirePositive(value, "the bound of the gradient's elements");
        return this;
    }

    /** What the norm of the whole gradient may not exceed; positive. */
    public TrainerBuilder clipNorm(double value) {
        clipNorm = requirePositive(value, "the bound of the gradient's norm");
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
        batchSize = value;
        return this;
    }

    /** Epochs from one look at the dev set to the next; as many as make at most 100 looks unless set. */
    public TrainerBuilder reportEvery(int value) {
        reportEvery = requirePositive(value, "the epochs between reports");
        return this;
    }

    /** Ends the training when a metric has stopped getting better, and keeps the parameters of the best epoch. */
    public TrainerBuilder earlyStopping(EarlyStopping value) {
        earlyStopping = value;
        return this;
    }

    /** Records more than metrics; nothing unless set. */
    public TrainerBuilder watch(Watch value) {
        watch = value;
        return this;
    }

    /** The error that no training can avoid, at least 0 and below 1; 0 unless set. */
    public TrainerBuilder baseError(double value) {
        baseError = value;
        return this;
    }

    /** What computes, without influence on the result; plain loops unless set. */
    public TrainerBuilder backend(Backend value) {
        backend = value;
        return this;
    }

    /** How many threads share the work, at least 1, without influence on the result; one a core unless set. */
    public TrainerBuilder threads(int value) {
        threads = requirePositive(value, "threads");
        return this;
    }

    /** Adds a regularizer of every layer; a mask leaves the output layer out. */
    public TrainerBuilder regularizer(Regularizer value) {
        regularizers.add(value);
        return this;
    }

    /** Adds a random change of the examples of mini-batches, after those added before. */
    public TrainerBuilder augmentation(Augmentation value) {
        augmentations.add(value);
        return this;
    }

    /** Adds a listener. */
    public TrainerBuilder listener(TrainingListener value) {
        listeners.add(value);
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
            throw new IllegalArgumentException(what + ": " + value + "; it must be at least 1");
        }
        return value;
    }

    /**
     * Reads the data and makes the trainer.
     *
     * @throws IllegalStateException if data, output or optimizer is missing
     * @throws InvalidInputException if the data cannot be read or do not fit the rest
     */
    public Trainer build() {
        if ((spec == null && examples == null) || output == null || optimizer == null) {
            throw new IllegalStateException("a trainer needs data(...), output(...) and optimizer(...)");
        }
        RandomStreams streams = RandomStreams.of(seed, random);
        TrainingData found =
                examples != null ? examples : TrainingData.load(Objects.requireNonNull(spec), precision, streams);
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
        Experiment experiment = new Experiment(
                        seed,
                        random,
                        precision,
                        spec,
                        new NetworkSpec(hidden, output, loss),
                        training,
                        new DiagnosisSpec(baseError))
                .resolved(found, name -> {
                    throw new IllegalStateException("output(...) has set an activation");
                });
        Network network = experiment.network(found.schema());
        return new Trainer(
                experiment,
                found,
                network,
                experiment.criterion(found.schema()),
                optimizer,
                schedule,
                streams,
                new EngineSpec(backend, threads),
                listeners,
                Set.of());
    }
}
