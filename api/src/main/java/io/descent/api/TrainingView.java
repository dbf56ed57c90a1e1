package io.descent.api;

import java.util.Map;

/**
 * A training in progress, as a {@link Listener} sees it. Only the trainer implements this interface, so any version may
 * add methods.
 */
@Provided
public interface TrainingView {
    /** Returns the number of completed epochs. */
    int epoch();

    /** Returns the number of epochs that the experiment asks for. */
    int epochs();

    /** Returns the number of completed updates, over all epochs. */
    int step();

    /** Returns the number of updates per epoch. */
    int stepsPerEpoch();

    /** Returns the mean cost of the last mini-batch, penalties included; NaN before the first update. */
    double batchCost();

    /** Returns the training cost of the last completed epoch, penalties included; NaN before the end of the first. */
    double trainCost();

    /** Returns the learning rate of the last update; NaN before the first. */
    double learningRate();

    /**
     * Returns the metrics of the last completed epoch, named as in files: {@code train.cost}, {@code dev.cost},
     * {@code dev.accuracy}. A metric that is undefined, or was not computed in that epoch, is absent.
     */
    Map<String, Double> metrics();

    /** Ends the training after the current step. If that is the last step of an epoch, the epoch is completed first. */
    void stop();
}
