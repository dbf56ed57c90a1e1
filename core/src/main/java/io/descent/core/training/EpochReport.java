package io.descent.core.training;

import io.descent.core.metrics.Evaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known at the end of an epoch.
 *
 * @param epoch its number, from 1
 * @param learningRate of its last update
 * @param seconds spent on training steps and batch assembly
 * @param evaluationSeconds spent on evaluating the dev set
 * @param trainCost mean over its examples, each measured just before its update, penalties included
 * @param reported whether it is one of the epochs that the experiment wants to be reported
 * @param dev metrics of the dev set; null where it was not evaluated
 * @param layers what each layer did in the last mini-batch, in the first epoch in the first one; empty unless watched and
 *     reported
 */
public record EpochReport(
        int epoch,
        double learningRate,
        double seconds,
        double evaluationSeconds,
        double trainCost,
        boolean reported,
        @Nullable Evaluation dev,
        List<LayerReport> layers) {
    /** Copies the list. */
    public EpochReport {
        layers = List.copyOf(layers);
    }
}
