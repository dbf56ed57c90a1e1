package io.descent.core.training;

import java.io.Serializable;
import java.util.List;

/**
 * The numbers in the state of a member of a cross-validation.
 *
 * @param epoch the number of completed epochs
 * @param step the number of completed updates, over all epochs
 * @param slotsSince the number of updates that were completed when the slots were last zero
 * @param epochSteps the number of completed updates in the epoch that is not completed
 * @param epochCost the sum of the costs of the examples in these updates, penalties included
 * @param batchCost the mean cost of the last mini-batch; NaN before the first update
 * @param biasedCost the smoothed cost without bias correction
 * @param learningRate of the last update; NaN before the first
 * @param layers measurements of the layers in the epoch
 */
record MemberState(
        int epoch,
        int step,
        int slotsSince,
        int epochSteps,
        double epochCost,
        double batchCost,
        double biasedCost,
        double learningRate,
        List<LayerReport> layers)
        implements Serializable {
    /** The numbers of a state. */
    static MemberState of(TrainingState state) {
        return new MemberState(
                state.history().size(),
                state.step(),
                state.slotsSince(),
                state.epochSteps(),
                state.epochCost(),
                state.batchCost(),
                state.biasedCost().get(0, 0),
                state.learningRate(),
                state.layers());
    }

    /** Overwrites the numbers of a state, the completed epochs apart. */
    void copyTo(TrainingState state) {
        state.biasedCost().fill(biasedCost);
        state.resume(step, slotsSince, batchCost, learningRate);
        state.resumeEpoch(epochSteps, epochCost, layers);
    }
}
