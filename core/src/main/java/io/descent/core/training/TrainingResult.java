package io.descent.core.training;

import io.descent.core.experiment.Experiment;
import io.descent.core.metrics.Evaluation;
import io.descent.inference.Model;
import io.descent.inference.tensor.internal.EngineSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training has led to.
 *
 * @param experiment what was run, with every choice made
 * @param engine what has computed
 * @param model the trained network
 * @param history a report an epoch
 * @param modelEpoch the epoch whose parameters the model has: the last one, or the best one with early stopping
 * @param stoppedEarly whether early stopping has ended it
 * @param seconds the epochs, evaluations of the dev set included
 * @param train metrics of the training set, in prediction mode and without penalties
 * @param dev metrics of the dev set; null if there is none
 * @param test metrics of the test set; null if there is none
 * @param weightsSha256 SHA-256 of all parameters, little-endian, all weights first and then all biases, by layer
 */
public record TrainingResult(
        Experiment experiment,
        EngineSpec engine,
        Model model,
        List<EpochReport> history,
        int modelEpoch,
        boolean stoppedEarly,
        double seconds,
        Evaluation train,
        @Nullable Evaluation dev,
        @Nullable Evaluation test,
        String weightsSha256) {
    /** Epochs completed. */
    public int epochs() {
        return history.size();
    }
}
