package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Optimizer;
import io.descent.api.Regularizer;
import io.descent.core.augment.Augmentation;
import io.descent.inference.spec.Default;
import io.descent.inference.problem.InvalidInputException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained: the {@code training} section of an experiment file.
 *
 * @param epochs passes over the training set
 * @param batchSize examples of an update; null for 64, or all if there are fewer
 * @param shuffle whether every epoch has an order of its own
 * @param learningRate what the direction is multiplied by, before the schedule
 * @param optimizer makes the direction
 * @param schedule changes the learning rate
 * @param scheduleLag epochs by which the schedule stays behind; 1 is the loop that computes a rate after an epoch
 * @param clipValue what no element of the gradient exceeds in magnitude; null for no bound
 * @param clipNorm what the Euclidean norm of the whole gradient does not exceed, after clipping by value; null for no bound
 * @param regularizers of every layer; masks among them leave the output layer out
 * @param augment random changes of the examples of mini-batches, in this order
 * @param earlyStopping when to end before the last epoch; null for never
 * @param watch what is recorded beside the metrics
 * @param reportEvery epochs from one report, and one look at the dev set, to the next; null for at most 100 reports
 */
public record TrainingSpec(
        @Default("30") @Hyperparameter(min = 1, max = 1_000_000_000, help = "passes over the training set")
        int epochs,

        @Default("null") @Nullable BatchSize batchSize,

        @Default("true") boolean shuffle,

        @Default("0.001")
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "what the direction is multiplied by")
        double learningRate,

        @Default("adam") Optimizer optimizer,
        @Default("constant") LrSchedule schedule,

        @Default("0") @Hyperparameter(min = 0, help = "epochs by which the schedule stays behind")
        int scheduleLag,

        @Default("null")
        @Hyperparameter(min = 0, minExclusive = true, help = "bound of each element of the gradient")
        @Nullable
        Double clipValue,

        @Default("null") @Hyperparameter(min = 0, minExclusive = true, help = "bound of the gradient's norm") @Nullable
        Double clipNorm,

        @Default("[]") List<Regularizer> regularizers,

        @Default("[]") List<Augmentation> augment,
        @Default("null") @Nullable EarlyStopping earlyStopping,
        @Default("nothing") Watch watch,

        @Default("null") @Hyperparameter(min = 1, help = "epochs from one report to the next") @Nullable
        Integer reportEvery) {
    private static final int USUAL_BATCH = 64;
    private static final int MOST_REPORTS = 100;

    /** Copies the list. */
    public TrainingSpec {
        regularizers = List.copyOf(regularizers);
        augment = List.copyOf(augment);
    }

    /**
     * The same with every choice made.
     *
     * @throws InvalidInputException if the training set is smaller than a mini-batch, or there are too many updates to count
     */
    ResolvedTraining resolved(int trainingExamples) {
        BatchSize size = batchSize != null ? batchSize : new BatchSize(Math.min(USUAL_BATCH, trainingExamples));
        long steps = (long) epochs * ((trainingExamples - 1) / size.of(trainingExamples) + 1);
        if (steps > Integer.MAX_VALUE) {
            throw new InvalidInputException("training.epochs %d would take %d updates; at most %d can be counted"
                    .formatted(epochs, steps, Integer.MAX_VALUE));
        }
        return new ResolvedTraining(
                epochs,
                size,
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
                reportEvery != null ? reportEvery : (epochs + MOST_REPORTS - 1) / MOST_REPORTS);
    }
}
