package io.descent.core.training;

import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.metrics.Evaluation;
import io.descent.inference.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a training.
 *
 * @param experiment the experiment that was trained
 * @param backend the name of the backend; results do not depend on it
 * @param threads the number of threads; results do not depend on it
 * @param model the trained model
 * @param history one report per completed epoch. After the first 5,000 epochs, a report that {@code training.report-every}
 *     does not select has cost and learning rate only
 * @param modelEpoch the epoch that the model's parameters are from: the last one, or the best one with early stopping
 * @param stopReason why the training ended
 * @param seconds time spent on the epochs, including evaluations of the dev set
 * @param train metrics of the training set, in prediction mode and without penalties
 * @param dev metrics of the dev set; null without one
 * @param test metrics of the test set; null without one
 * @param calibration what was learnt about the predictions; null for nothing
 * @param weightsSha256 SHA-256 of all parameters of the model, little-endian, all weights first and then all biases, by
 *     layer. Of an average, SHA-256 of the members' digests in their order
 * @param folds how well the members of an average predict the rows that they were not trained on; null for one network
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
        @Nullable CalibrationReport calibration,
        String weightsSha256,
        @Nullable FoldResults folds) {
    /** The result of the training of one network, whose outputs are the predictions. */
    public TrainingResult(
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
        this(
                experiment,
                backend,
                threads,
                model,
                history,
                modelEpoch,
                stopReason,
                seconds,
                train,
                dev,
                test,
                null,
                weightsSha256,
                null);
    }

    /** The number of completed epochs. */
    public int epochs() {
        return history.size();
    }

    /** Whether early stopping ended the training. */
    public boolean stoppedEarly() {
        return stopReason == StopReason.EARLY_STOPPING;
    }
}
