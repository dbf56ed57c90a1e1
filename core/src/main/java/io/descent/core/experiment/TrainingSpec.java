package io.descent.core.experiment;

import io.descent.api.Augmentation;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.config.internal.Records;
import io.descent.core.metrics.MetricName;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained: the {@code training} section of an experiment file.
 *
 * @param epochs passes over the training set; null for 30, or as many as make 1,000 updates if 30 make fewer
 * @param batchSize examples per update, with shards of one of them; null for 64 of all shards together, or all if there are
 *     fewer
 * @param shuffle whether every epoch has its own order of examples
 * @param learningRate factor of the direction, before the schedule
 * @param optimizer computes the direction
 * @param schedule changes the learning rate over time
 * @param scheduleLag epochs by which the schedule lags behind; 1 matches programs that compute the rate after an epoch
 * @param rates factors of the learning rate by kind of parameter; null for none
 * @param weightDecay decoupled weight decay; null for none
 * @param clipValue largest magnitude of a gradient element; null for no limit
 * @param clipNorm largest Euclidean norm of the whole gradient, after clipping by value; null for no limit
 * @param classWeights weights of classes in the training loss; null for none
 * @param regularizers of every layer; masks among them do not apply to the output layer
 * @param augment augmentations of mini-batches, in this order
 * @param earlyStopping when to stop before the last epoch; null for never
 * @param watch what is recorded in addition to the metrics
 * @param reportEvery epochs between reports, which also evaluate the dev set; null for at most 100 reports
 * @param time how long to train at most, over all processes of a run that is resumed; null for no limit
 * @param folds how to divide the training set for several networks, whose average is the model; null for one network
 * @param shards how to divide the training set for one network that is trained on all parts at once; null for no parts
 */
public record TrainingSpec(
        @Default("null") @Hyperparameter(min = 1, max = Limits.EPOCHS, help = "passes over the training set") @Nullable
        Integer epochs,

        @Default("null") @Nullable BatchSize batchSize,

        @Default("true") boolean shuffle,

        @Default("0.001")
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "factor of the direction, before the schedule")
        double learningRate,

        @Default("adam") Optimizer optimizer,
        @Default("constant") LrSchedule schedule,

        @Default("0") @Hyperparameter(min = 0, help = "epochs by which the schedule lags behind")
        int scheduleLag,

        @Default("null") @Nullable Rates rates,
        @Default("null") @Nullable WeightDecay weightDecay,

        @Default("null")
        @Hyperparameter(min = 0, minExclusive = true, help = "largest magnitude of a gradient element")
        @Nullable
        Double clipValue,

        @Default("null")
        @Hyperparameter(min = 0, minExclusive = true, help = "largest Euclidean norm of the gradient")
        @Nullable
        Double clipNorm,

        @Default("null") @Nullable ClassWeights classWeights,
        @Default("[]") List<Regularizer> regularizers,

        @Default("[]") List<Augmentation> augment,
        @Default("null") @Nullable EarlyStopping earlyStopping,
        @Default("nothing") Watch watch,

        @Default("null") @Hyperparameter(min = 1, help = "epochs between reports") @Nullable
        Integer reportEvery,

        @Default("null") @Nullable TimeSpan time,
        @Default("null") @Nullable FoldsSpec folds,
        @Default("null") @Nullable ShardsSpec shards) {
    /** Without {@code epochs}, a training makes at least so many updates, so that small tables are learnt. */
    public static final int USUAL_UPDATES = 1000;

    private static final int USUAL_EPOCHS = 30;
    private static final int USUAL_BATCH = 64;
    private static final int SMALLEST_BATCH = 16;
    private static final int MOST_REPORTS = 100;

    /**
     * Copies the lists and checks which components are combined.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public TrainingSpec {
        regularizers = List.copyOf(regularizers);
        augment = List.copyOf(augment);
        if (shards != null && folds != null) {
            throw new IllegalArgumentException(
                    "shards and folds cannot be combined: shards train one network; remove one of them");
        }
        if (shards != null && watch == Watch.LAYERS) {
            throw new IllegalArgumentException(
                    "watch: layers cannot be combined with shards, whose layers differ within a round; remove one of them");
        }
    }

    /** The metrics that a schedule reads. */
    static List<MetricName> watchedBy(LrSchedule schedule) {
        try {
            return schedule.metrics().stream().map(MetricName::parse).toList();
        } catch (Throwable e) {
            throw PluginFailure.of(schedule, null, e);
        }
    }

    /** A copy with another number of epochs. */
    TrainingSpec withEpochs(int number) {
        return Records.with(this, "epochs", number);
    }

    /** As many updates in an epoch with shards as without, but not of so few examples that most of the time is overhead. */
    private int usualBatch() {
        return shards == null ? USUAL_BATCH : Math.max(SMALLEST_BATCH, USUAL_BATCH / shards.count());
    }

    /**
     * Fills in the defaults.
     *
     * @throws InvalidInputException if the training set is smaller than a mini-batch, or the number of updates exceeds
     *     the limit
     */
    ResolvedTraining resolved(int trainingExamples) {
        int examples = trainingExamples;
        if (shards != null) {
            if (shards.count() > trainingExamples) {
                throw new InvalidInputException(
                        "training.shards: a training set of %d examples cannot be divided into %d shards, some of which would have no example; use at most %d"
                                .formatted(trainingExamples, shards.count(), trainingExamples));
            }
            examples = shards.size(trainingExamples);
        }
        BatchSize size = batchSize != null ? batchSize : new BatchSize(Math.min(usualBatch(), examples));
        int stepsPerEpoch = (examples - 1) / size.of(examples, shards == null ? "the training set" : "a shard") + 1;
        int passes = epochs != null ? epochs : Math.max(USUAL_EPOCHS, (USUAL_UPDATES - 1) / stepsPerEpoch + 1);
        long steps = (long) passes * stepsPerEpoch;
        if (steps > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "training.epochs %d needs %d updates; the limit is %d; reduce training.epochs, or raise training.batch-size"
                            .formatted(passes, steps, Integer.MAX_VALUE));
        }
        return new ResolvedTraining(
                passes,
                size,
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
                augment,
                earlyStopping,
                watch,
                reportEvery != null ? reportEvery : (passes + MOST_REPORTS - 1) / MOST_REPORTS,
                time,
                folds,
                shards);
    }
}
