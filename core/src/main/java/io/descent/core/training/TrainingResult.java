package io.descent.core.training;

import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Evaluation;
import io.descent.inference.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training has led to.
 *
 * @param experiment what was run
 * @param backend the name of the kernels that computed; results do not depend on it
 * @param threads how many shared the work; results do not depend on it
 * @param model the trained network
 * @param history one report per epoch completed
 * @param modelEpoch the epoch whose parameters the model has: the last one, or the best one with early stopping
 * @param stopReason why it ended
 * @param seconds the epochs, evaluations of the dev set included
 * @param train metrics of the training set, in prediction mode and without penalties
 * @param dev metrics of the dev set; null if there is none
 * @param test metrics of the test set; null if there is none
 * @param weightsSha256 SHA-256 of all parameters, little-endian, all weights first and then all biases, by layer
 */
public record TrainingResult(
        ResolvedExperiment experiment,
        String backend,
        int threads,
        Model model,
        List<EpochReport> history,
        int modelEpoch,
        StopReason stopReason,
        double seconds,
        Evaluation train,
        @Nullable Evaluation dev,
        @Nullable Evaluation test,
        String weightsSha256) {
    /** Epochs completed. */
    public int epochs() {
        return history.size();
    }

    /** Whether early stopping ended it. */
    public boolean stoppedEarly() {
        return stopReason == StopReason.EARLY_STOPPING;
    }
}
