package io.descent.core.experiment;

import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.augment.Augmentation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained: {@link TrainingSpec} with every choice made.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize examples of an update, at most those of the training set
 * @param shuffle whether every epoch has an order of its own
 * @param learningRate what the direction is multiplied by, before the schedule; positive
 * @param optimizer makes the direction
 * @param schedule changes the learning rate
 * @param scheduleLag epochs by which the schedule stays behind
 * @param clipValue what no element of the gradient exceeds in magnitude; null for no bound
 * @param clipNorm what the Euclidean norm of the whole gradient does not exceed; null for no bound
 * @param regularizers of every layer; masks among them leave the output layer out
 * @param augment random changes of the examples of mini-batches, in this order
 * @param earlyStopping when to end before the last epoch; null for never
 * @param watch what is recorded beside the metrics
 * @param reportEvery epochs from one report to the next, at least 1
 */
public record ResolvedTraining(
        int epochs,
        BatchSize batchSize,
        boolean shuffle,
        double learningRate,
        Optimizer optimizer,
        LrSchedule schedule,
        int scheduleLag,
        @Nullable Double clipValue,
        @Nullable Double clipNorm,
        List<Regularizer> regularizers,
        List<Augmentation> augment,
        @Nullable EarlyStopping earlyStopping,
        Watch watch,
        int reportEvery) {
    /** Copies the lists. */
    public ResolvedTraining {
        regularizers = List.copyOf(regularizers);
        augment = List.copyOf(augment);
    }

    /** The same with mini-batches of at most so many examples. */
    ResolvedTraining withBatchesUpTo(int examples) {
        if (batchSize.equals(BatchSize.ALL) || batchSize.examples() <= examples) {
            return this;
        }
        return new ResolvedTraining(
                epochs,
                new BatchSize(examples),
                shuffle,
                learningRate,
                optimizer,
                schedule,
                scheduleLag,
                clipValue,
                clipNorm,
                regularizers,
                augment,
                earlyStopping,
                watch,
                reportEvery);
    }
}
