package io.descent.core.experiment;

import io.descent.api.Activation;
import io.descent.api.Augmentation;
import io.descent.api.Labels;
import io.descent.api.Listener;
import io.descent.api.Loss;
import io.descent.api.Metric;
import io.descent.core.augment.Augmenter;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.config.internal.Records;
import io.descent.core.data.DataSpec;
import io.descent.core.data.DataSummary;
import io.descent.core.data.RawData;
import io.descent.core.data.RowOrder;
import io.descent.core.data.TableProgress;
import io.descent.core.data.TargetScaling;
import io.descent.core.data.TrainingData;
import io.descent.core.metrics.MetricName;
import io.descent.core.metrics.MetricSet;
import io.descent.core.network.NetworkSpec;
import io.descent.core.network.OutputSpec;
import io.descent.core.network.ResolvedNetwork;
import io.descent.core.network.internal.Criterion;
import io.descent.core.random.RandomSpec;
import io.descent.core.random.RandomStreams;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.PluginLookup;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for, in an experiment file or through a builder. Most settings may be left out; {@link #resolved}
 * fills in the defaults.
 *
 * @param seed decides initial weights, split, order of examples and masks
 * @param random how the run generates random numbers
 * @param precision the format in which the network computes
 * @param data source of the examples
 * @param network the network to train
 * @param training how to train it
 * @param metrics what to measure in addition to the cost and the usual metrics; one that has the name of a usual one
 *     replaces it
 * @param diagnosis how to judge its errors
 * @param calibration what to learn about its predictions; null for nothing
 * @param listeners what watches the training, in this order
 * @param checkpoint when a run writes checkpoints
 * @param importance whether a run measures how much each column of the table matters
 * @param recipe chooses what is not given; null for the defaults. Then {@link #network} and {@link #training} are those for
 *     classes, until {@link #resolved} knows the data
 */
public record Experiment(
        @Default("1") long seed,
        @Default("{}") RandomSpec random,
        @Default("float32") Precision precision,
        DataSpec data,
        NetworkSpec network,
        @Default("{}") TrainingSpec training,
        @Default("[]") List<Metric> metrics,
        @Default("{}") DiagnosisSpec diagnosis,
        @Default("null") @Nullable CalibrationSpec calibration,
        @Default("[]") List<Listener> listeners,
        @Default("{}") CheckpointSpec checkpoint,
        @Default("false") boolean importance,
        @Default("null") @Nullable Recipe recipe) {
    /** Copies the lists. */
    public Experiment {
        recipe = Recipe.NONE.equals(recipe) ? null : recipe;
        metrics = List.copyOf(metrics);
        listeners = List.copyOf(listeners);
    }

    /**
     * Fills in everything that was left out: loss, output activation and usual metrics follow from the label, batch
     * size and reporting interval from the number of examples.
     *
     * @param plugins finds losses, output activations and metrics by their names
     * @throws InvalidInputException if a setting does not fit the data
     */
    public ResolvedExperiment resolved(DataSummary found, PluginLookup plugins) {
        RecipeChoices choices = recipe == null ? null : recipe.choices();
        if (choices != null) {
            return chosen(choices, found).resolved(found, plugins);
        }
        Schema schema = found.schema();
        Labels labels = found.labels();
        Loss loss = network.loss() != null ? network.loss() : plugins.require(Loss.class, usualLoss(labels));
        Criterion.outputs(loss, labels); // rejects labels that the loss does not accept
        if (found.isScaled() && !mayScale(loss)) {
            throw new InvalidInputException("network.loss: %s needs the labels as they are; say data.target: none"
                    .formatted(PluginName.of(loss)));
        }
        ResolvedTraining resolvedTraining = training.resolved(found.train());
        MetricSet resolvedMetrics = metrics(found, plugins);
        DataSpec resolvedData = dataToLoad().resolved(found);
        requireImages(schema);
        if (training.folds() == null) { // mini-batches of parts of the training set are chosen to fit
            requirePairs(resolvedTraining.perEpoch(found.train()), resolvedTraining.batchSize());
        }
        if (training.classWeights() != null) {
            training.classWeights().check(schema.classes());
        }
        OutputSpec output = network.output();
        Activation activation = output.activation() != null
                ? output.activation()
                : plugins.require(Activation.class, Criterion.outputActivation(loss, labels));
        ResolvedExperiment resolved = new ResolvedExperiment(
                seed,
                random,
                precision,
                resolvedData,
                new ResolvedNetwork(
                        network.input(),
                        network.hidden(),
                        new ResolvedNetwork.Output(
                                activation, output.initializer(), output.biasInitializer(), output.regularizers()),
                        loss,
                        network.parametrization()),
                resolvedTraining,
                resolvedMetrics.all(),
                diagnosis,
                calibration,
                listeners,
                checkpoint,
                importance);
        resolved.criterion(found); // loss and output activation must go together
        if (calibration != null) {
            FoldsSpec folds = training.folds();
            if (folds == null) {
                calibration.check(labels, found.dev(), resolved.devSetDecides());
            } else { // rows that are held out choose the epoch, and without a dev set they calibrate
                calibration.check(labels, found.dev() > 0 ? found.dev() : found.train(), false);
            }
        }
        return resolved;
    }

    /** The experiment with every choice of its recipe. */
    private Experiment chosen(RecipeChoices choices, DataSummary found) {
        Experiment chosen = choices.experiment(found);
        Experiment provisional = choices.experiment(null);
        List<Metric> all = new ArrayList<>(chosen.metrics);
        metrics.stream() // those that were added to this experiment
                .filter(metric -> !provisional.metrics.contains(metric) && !all.contains(metric))
                .forEach(all::add);
        return with("network", chosen.network)
                .with("training", chosen.training)
                .with("metrics", all)
                .with(
                        "calibration",
                        Objects.equals(calibration, provisional.calibration) ? chosen.calibration : calibration)
                .with("importance", importance || chosen.importance)
                .with("recipe", null);
    }

    /** A copy in which one component is different. */
    private Experiment with(String component, @Nullable Object value) {
        return Records.with(this, component, value);
    }

    /** A copy with a recipe. */
    Experiment withRecipe(Recipe chosen) {
        return with("recipe", chosen);
    }

    /** The usual metrics, those of this experiment, and those that early stopping and schedules watch. */
    private MetricSet metrics(DataSummary found, PluginLookup plugins) {
        MetricSet all = MetricSet.usual(found.labels(), plugins).with(metrics);
        EarlyStopping stopping = training.earlyStopping();
        if (stopping != null) {
            all = withWatched("training.early-stopping.metric", stopping.metric(), all, found, plugins);
        }
        for (MetricName name : TrainingSpec.watchedBy(training.schedule())) {
            all = withWatched("training.schedule", name, all, found, plugins);
        }
        WeightDecay decay = training.weightDecay();
        for (MetricName name : decay == null ? List.<MetricName>of() : TrainingSpec.watchedBy(decay.schedule())) {
            all = withWatched("training.weight-decay.schedule", name, all, found, plugins);
        }
        all.check(found.labels());
        return all;
    }

    /**
     * Adds a metric that decides something, if it is missing.
     *
     * @param key the key that asks for it
     * @throws InvalidInputException if the metric is unknown, does not apply to the label, or needs a dev set
     */
    private MetricSet withWatched(
            String key, MetricName name, MetricSet metrics, DataSummary found, PluginLookup plugins) {
        if (!name.isOfDevSet()) {
            return metrics;
        }
        MetricSet all = metrics;
        if (!metrics.contains(name.name())) {
            try {
                Metric more = plugins.require(Metric.class, name.name());
                new MetricSet(List.of(more)).check(found.labels());
                all = metrics.plus(more);
            } catch (InvalidInputException e) {
                throw new InvalidInputException("%s %s: %s".formatted(key, name, e.getMessage()), e);
            }
        }
        if (found.dev() == 0 && training.folds() == null) { // rows that are held out serve as dev sets
            throw new InvalidInputException(
                    "%s %s needs a dev set; add one to data.split, or use train.cost".formatted(key, name));
        }
        return all;
    }

    /**
     * A copy whose initial weights, order of examples and masks depend on another seed, and which no listener watches;
     * everything else stays the same.
     */
    public Experiment withTrialSeed(long trial) {
        return with("random", new RandomSpec(random.source(), trial, trial, trial))
                .with("listeners", List.of());
    }

    private void requireImages(Schema schema) {
        for (int i = 0; i < training.augment().size(); i++) {
            Augmentation augmentation = training.augment().get(i);
            if (Augmenter.needsImage(augmentation) && schema.image() == null) {
                throw new InvalidInputException(
                        "training.augment[%d]: %s needs images; give the shape of the images, for instance data.image 8x8"
                                .formatted(i, PluginName.of(augmentation)));
            }
        }
    }

    /** A copy that computes more metrics. */
    public Experiment withMetrics(List<Metric> more) {
        List<Metric> all = new ArrayList<>(metrics);
        all.addAll(more);
        return with("metrics", all);
    }

    /** A copy with a number of epochs, if none is given. */
    public Experiment withUsualEpochs(int epochs) {
        return training.epochs() != null ? this : with("training", training.withEpochs(epochs));
    }

    /** Batch norm divides by the variance of a mini-batch, which needs at least two examples. */
    private void requirePairs(int m, BatchSize size) {
        int last = m % size.of(m);
        for (int i = 0; i < network.hidden().size(); i++) {
            if (network.hidden().get(i).batchNorm() != null && (last == 1 || size.of(m) == 1)) {
                throw new InvalidInputException(
                        ("network.hidden[%d].batch-norm needs at least two examples in a mini-batch, but with %d examples"
                                        + " and training.batch-size %s %s has one; choose another batch size")
                                .formatted(i, m, size, size.of(m) == 1 ? "every mini-batch" : "the last mini-batch"));
            }
        }
    }

    /** A copy that learns about its predictions. */
    public Experiment withCalibration(@Nullable CalibrationSpec other) {
        return with("calibration", other);
    }

    /**
     * The source of the examples; labels with values are standardised if nothing else is said and the loss allows it.
     * The columns by which the training set is divided for several networks also decide how the sets are split.
     *
     * @throws InvalidInputException if data and folds name different columns
     */
    public DataSpec dataToLoad() {
        Loss loss = network.loss();
        DataSpec all =
                data.target() == null && loss != null && !mayScale(loss) ? data.withTarget(TargetScaling.NONE) : data;
        if (training.shards() != null) {
            if (data.order() == RowOrder.FILE) {
                throw new InvalidInputException(
                        "data.order: the shards of training.shards are drawn by content; remove data.order, or say content");
            }
            return all.withOrder(RowOrder.CONTENT);
        }
        FoldsSpec folds = training.folds();
        if (folds == null) {
            return all;
        }
        requireSame("group", folds.group(), data.group());
        requireSame("time", folds.time(), data.time());
        try {
            all = folds.group() == null ? all : all.withGroup(folds.group());
            return folds.time() == null ? all : all.withTime(folds.time());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("training.folds: " + e.getMessage(), e);
        }
    }

    private static void requireSame(String role, @Nullable String ofFolds, @Nullable String ofData) {
        if (ofFolds != null && ofData != null && !ofFolds.equals(ofData)) {
            throw new InvalidInputException(
                    "training.folds.%s is %s, but data.%s is %s; name the same column, or remove one of them"
                            .formatted(role, ofFolds, role, ofData));
        }
    }

    /** Whether one network is trained on several shards. */
    public boolean hasShards() {
        return training.shards() != null;
    }

    /** Reads and splits the examples. */
    public RawData rawData() {
        return FoldsSpec.divided(RawData.load(dataToLoad(), precision, streams()), training.folds());
    }

    /**
     * Reads, splits and encodes the examples.
     *
     * @param progress told how far the tables have been read
     */
    public TrainingData trainingData(TableProgress progress) {
        return FoldsSpec.encode(
                RawData.load(dataToLoad(), precision, streams(), progress), training.folds(), precision);
    }

    private static boolean mayScale(Loss loss) {
        try {
            return loss.labelsMayBeScaled();
        } catch (Throwable e) {
            throw PluginFailure.of(loss, null, e);
        }
    }

    /** The random streams for the seed and the source. */
    public RandomStreams streams() {
        return RandomStreams.of(seed, random);
    }

    /** The default loss for a label: mean squared error for values, cross-entropy for classes. */
    private static String usualLoss(Labels labels) {
        int classes = labels.classes().size();
        return classes == 0 ? "mean-squared-error" : classes == 2 ? "binary-cross-entropy" : "softmax-cross-entropy";
    }
}
