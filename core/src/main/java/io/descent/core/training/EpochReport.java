package io.descent.core.training;

import io.descent.core.metrics.Evaluation;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measurements of one epoch.
 *
 * @param epoch the epoch, from 1
 * @param learningRate the learning rate of its last update
 * @param seconds time spent on training steps and batch assembly
 * @param evaluationSeconds time spent on evaluating the dev set
 * @param trainCost mean cost of the epoch's examples, each measured just before its update, penalties included
 * @param reported whether the experiment asks for a report of this epoch
 * @param dev metrics of the dev set; null if it was not evaluated
 * @param layers measurements of each layer in the last mini-batch (in the first epoch: in the first mini-batch); empty
 *     unless layers are watched and the epoch is reported
 */
public record EpochReport(
        int epoch,
        double learningRate,
        double seconds,
        double evaluationSeconds,
        double trainCost,
        boolean reported,
        @Nullable Evaluation dev,
        List<LayerReport> layers)
        implements Serializable {
    /** Copies the list. */
    public EpochReport {
        layers = List.copyOf(layers);
    }

    /** A copy without the confusion matrix, which is large for many classes. */
    public EpochReport withoutConfusion() {
        return dev == null
                ? this
                : new EpochReport(
                        epoch,
                        learningRate,
                        seconds,
                        evaluationSeconds,
                        trainCost,
                        reported,
                        new Evaluation(dev.examples(), dev.values(), null),
                        layers);
    }
}
