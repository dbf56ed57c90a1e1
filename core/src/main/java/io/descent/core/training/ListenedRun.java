package io.descent.core.training;

import org.jspecify.annotations.Nullable;

/** A training in progress, as listeners of the API see it. */
interface ListenedRun extends TrainingRun {
    /** The report of the last completed epoch; null before the end of the first. */
    @Nullable
    EpochReport lastReport();

    /** The learning rate of the last update; NaN before the first. */
    double learningRate();

    /** The number of epochs of the whole training. */
    int epochs();
}
