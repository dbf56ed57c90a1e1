package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.Model;
import java.nio.file.Path;

/** A training that is under way, as listeners see it. */
public interface TrainingRun {
    /** What is run. */
    ResolvedExperiment experiment();

    /** The examples. */
    TrainingData data();

    /** A copy of the model as it is now. */
    Model model();

    /** SHA-256 of all parameters as they are now; see {@link TrainingResult#weightsSha256}. */
    String weightsSha256();

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

    /** Ends the training after this step, and after an epoch's last step after that epoch. */
    void stop();
}
