package io.descent.core.training;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Precision;

/**
 * The file {@code state.json} of a checkpoint: everything of it but tensors and history.
 *
 * @param format version of this format, 1
 * @param epoch epochs completed
 * @param step updates completed
 * @param precision the format of the tensors
 * @param optimizer whose slots are in the checkpoint
 * @param slots whether they are: not after a divergence, which may have spoilt them
 * @param slotsSince updates completed when the slots were zero
 * @param smoothedCost the smoothed cost before its correction for bias
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
