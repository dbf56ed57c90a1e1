package io.descent.core.training;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.core.data.DataDigest;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Precision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code state.json} of a checkpoint: everything except tensors and history.
 *
 * @param format the version of this format, 2
 * @param epoch the number of completed epochs
 * @param step the number of completed updates
 * @param epochSteps the number of completed updates in the epoch that is not completed
 * @param epochCost the sum of the costs of the examples in these updates, penalties included
 * @param layers the measurements of layers in these updates
 * @param order what decides the order of examples and the mini-batches of an epoch, as text
 * @param data what tells the examples from others
 * @param batchCost the mean cost of the last mini-batch; null before the first
 * @param learningRate the learning rate of the last update; null before the first
 * @param seconds time spent on the training
 * @param precision the precision of the tensors
 * @param optimizer the optimizer that owns the slots
 * @param slots whether the checkpoint contains slots; false after a divergence, which may have corrupted them
 * @param slotsSince the number of updates that were completed when the slots were last zero
 * @param smoothedCost the smoothed cost before bias correction
 * @param bestEpoch the epoch whose parameters early stopping keeps; 0 for none
 */
public record CheckpointDescription(
        @Hyperparameter(min = 2, max = 2) int format,
        @Hyperparameter(min = 0) int epoch,
        @Hyperparameter(min = 0) int step,
        @Hyperparameter(min = 0) int epochSteps,
        double epochCost,
        @Default("[]") List<LayerReport> layers,
        String order,
        DataDigest data,
        @Default("null") @Nullable Double batchCost,
        @Default("null") @Nullable Double learningRate,
        @Hyperparameter(min = 0) double seconds,
        Precision precision,
        Optimizer optimizer,
        boolean slots,
        @Default("0") @Hyperparameter(min = 0) int slotsSince,
        double smoothedCost,
        @Hyperparameter(min = 0) int bestEpoch) {
    /** Copies the list. */
    public CheckpointDescription {
        layers = List.copyOf(layers);
    }
}
