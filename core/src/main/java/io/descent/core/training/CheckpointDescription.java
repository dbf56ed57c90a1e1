package io.descent.core.training;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Precision;

/**
 * The file {@code state.json} of a checkpoint: everything except tensors and history.
 *
 * @param format the version of this format, 1
 * @param epoch the number of completed epochs
 * @param step the number of completed updates
 * @param precision the precision of the tensors
 * @param optimizer the optimizer that owns the slots
 * @param slots whether the checkpoint contains slots; false after a divergence, which may have corrupted them
 * @param slotsSince the number of updates that were completed when the slots were last zero
 * @param smoothedCost the smoothed cost before bias correction
 * @param bestEpoch the epoch whose parameters early stopping keeps; 0 for none
 */
public record CheckpointDescription(
        @Hyperparameter(min = 1, max = 1) int format,
        @Hyperparameter(min = 0) int epoch,
        @Hyperparameter(min = 0) int step,
        Precision precision,
        Optimizer optimizer,
        boolean slots,
        @Default("0") @Hyperparameter(min = 0) int slotsSince,
        double smoothedCost,
        @Hyperparameter(min = 0) int bestEpoch) {}
