package io.descent.core.experiment;

import io.descent.api.Augmentation;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.config.internal.Records;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained: a {@link TrainingSpec} with all defaults filled in.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize examples per update, at most the size of the training set, or of a shard
 * @param shuffle whether every epoch has its own order of examples
 * @param learningRate factor of the direction, before the schedule; positive
 * @param optimizer computes the direction
 * @param schedule changes the learning rate over time
 * @param scheduleLag epochs by which the schedule lags behind
 * @param rates factors of the learning rate by kind of parameter; null for none
 * @param weightDecay decoupled weight decay; null for none
 * @param clipValue largest magnitude of a gradient element; null for no limit
 * @param clipNorm largest Euclidean norm of the whole gradient, after clipping by value; null for no limit
 * @param classWeights weights of classes in the training loss; null for none
 * @param regularizers of every layer; masks among them do not apply to the output layer
 * @param augment augmentations of mini-batches, in this order
 * @param earlyStopping when to stop before the last epoch; null for never
 * @param watch what is recorded in addition to the metrics
 * @param reportEvery epochs between reports, at least 1
 * @param time how long to train at most; null for no limit
 * @param folds how the training set is divided for several networks; null for one network
 * @param shards how the training set is divided for one network; null for no parts
 */
public record ResolvedTraining(
        int epochs,
        BatchSize batchSize,
        boolean shuffle,
        double learningRate,
        Optimizer optimizer,
        LrSchedule schedule,
        int scheduleLag,
        @Nullable Rates rates,
        @Nullable WeightDecay weightDecay,
        @Nullable Double clipValue,
        @Nullable Double clipNorm,
        @Nullable ClassWeights classWeights,
        List<Regularizer> regularizers,
        List<Augmentation> augment,
        @Nullable EarlyStopping earlyStopping,
        Watch watch,
        int reportEvery,
        @Nullable TimeSpan time,
        @Nullable FoldsSpec folds,
        @Nullable ShardsSpec shards) {
    /** Copies the lists. */
    public ResolvedTraining {
        regularizers = List.copyOf(regularizers);
        augment = List.copyOf(augment);
    }

    /** The examples that are divided into the mini-batches of an epoch: the training set, or the largest shard. */
    public int perEpoch(int trainingExamples) {
        return shards == null ? trainingExamples : shards.size(trainingExamples);
    }

    /** A copy with mini-batches of at most the given size. */
    ResolvedTraining withBatchesUpTo(int examples) {
        return batchSize.equals(BatchSize.ALL) || batchSize.examples() <= examples
                ? this
                : Records.with(this, "batchSize", new BatchSize(examples));
    }

    /** A copy that trains one network on the whole training set. */
    ResolvedTraining withoutParts() {
        return Records.with(Records.with(this, "folds", null), "shards", null);
    }

    /**
     * A copy that trains one of several networks, with other mini-batches; whoever trains them all minds the time.
     */
    ResolvedTraining ofMember(BatchSize batches) {
        return Records.with(Records.with(withoutParts(), "time", null), "batchSize", batches);
    }
}
