package io.descent.core.training;

import io.descent.core.data.TrainingData;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.inference.Model;
import java.nio.file.Path;

/**
 * A training in progress, as listeners see it. If several networks are trained on folds, counts of updates are sums over
 * them and costs are means.
 */
public interface TrainingRun {
    /** The experiment that is trained. */
    ResolvedExperiment experiment();

    /** The examples. */
    TrainingData data();

    /**
     * A copy of the current model: at the point at which the optimizer wants the network to be evaluated, which need
     * not be that of the parameters that are trained.
     */
    Model model();

    /** SHA-256 of the parameters of {@link #model}; see {@link TrainingResult#weightsSha256}. */
    String weightsSha256();

    /** The number of completed epochs. */
    int epoch();

    /** The number of completed updates, over all epochs. */
    int step();

    /** The mean cost of the last mini-batch before its update, penalties included; NaN before the first update. */
    double batchCost();

    /**
     * The smoothed cost: an exponentially weighted average over about the last 50 mini-batches, with bias correction;
     * NaN before the first update.
     */
    double smoothedCost();

    /** The number of updates per epoch. */
    int stepsPerEpoch();

    /**
     * Writes everything that resuming the training needs, except the reports of its epochs. The folder appears when it is
     * complete.
     *
     * @param folder replaced if it exists; its parent exists
     * @return whether a training resumed from it gives the same bits as this one; not if this one diverged or its optimizer
     *     failed, because the slots may then be a mix of two steps
     * @throws IllegalStateException after the end of a training with early stopping, whose parameters are then those of
     *     the best epoch
     */
    boolean saveCheckpoint(Path folder);

    /**
     * Runs an action during which no update changes the parameters. For use by threads other than the training thread.
     */
    void whileParametersStay(Runnable action);

    /** Ends the training after the current step. If that is the last step of an epoch, the epoch is completed first. */
    void stop();
}
