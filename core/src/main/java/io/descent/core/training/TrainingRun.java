package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.Experiment;
import io.descent.inference.network.internal.Network;
import java.nio.file.Path;

/** A training that is under way, as listeners see it. */
public interface TrainingRun {
    /** What is run, with every choice made. */
    Experiment experiment();

    /** The examples. */
    TrainingData data();

    /** What is trained; for looking, not for changing. */
    Network network();

    /** Epochs completed. */
    int epoch();

    /** Updates completed over all epochs. */
    int step();

    /** The mean cost of the last mini-batch before its update, penalties included; NaN before the first. */
    double batchCost();

    /**
     * The cost of the last mini-batches: an exponentially weighted average over about 50 of them, corrected for bias; NaN before
     * the first update.
     */
    double smoothedCost();

    /** Updates that an epoch takes. */
    int stepsPerEpoch();

    /**
     * Writes all that continuing the training needs, but for the reports of its epochs.
     *
     * @param folder made if it is not there
     */
    void saveCheckpoint(Path folder);

    /** Runs something while no update moves the parameters: for threads other than that of the training. */
    void whileParametersStay(Runnable action);

    /** Ends the training after this epoch. */
    void stop();
}
