package io.descent.core.training;

import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.ExponentialAverage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state that a training changes; {@link CheckpointFile} writes and reads it. Random numbers are keyed and have no
 * state.
 */
final class TrainingState {
    /** The decay of the smoothed cost, which averages over about the last 50 updates. */
    private static final double SMOOTHING = 0.98;

    private final TrainableNetwork network;
    private final Slots slots;
    private final List<EpochReport> history = new ArrayList<>();
    private final ExponentialAverage smoothedCost = new ExponentialAverage(SMOOTHING, Precision.FLOAT64, 1);
    private final ArrayTensor cost = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
    private final @Nullable BestEpoch best;
    private volatile int step; // read by other threads
    private int slotsSince;
    private double batchCost = Double.NaN;
    private volatile boolean slotsAreBroken;

    TrainingState(TrainableNetwork network, ResolvedTraining training, @Nullable BestEpoch best) {
        this.network = network;
        this.best = best;
        this.slots = new Slots(
                training.optimizer(),
                network.parameters().layout(),
                network.network().precision());
    }

    Network network() {
        return network.network();
    }

    Slots slots() {
        return slots;
    }

    /** One report per completed epoch. */
    List<EpochReport> history() {
        return history;
    }

    /** The best epoch; null without early stopping. */
    @Nullable
    BestEpoch best() {
        return best;
    }

    /** The number of completed updates, over all epochs. */
    int step() {
        return step;
    }

    /** The number of updates that were completed when the slots were last zero. */
    int slotsSince() {
        return slotsSince;
    }

    /** Whether the slots may be a mix of two steps. */
    boolean slotsAreBroken() {
        return slotsAreBroken;
    }

    /** Marks the slots as being changed, until {@link #completeStep}. */
    void breakSlots() {
        slotsAreBroken = true;
    }

    /** Completes an update whose mini-batch had the given mean cost. */
    void completeStep(double meanCost) {
        batchCost = meanCost;
        smoothedCost.add(cost.fill(meanCost));
        int next = step + 1; // not a race: only the training thread writes it
        step = next;
        slotsAreBroken = false;
    }

    /** The mean cost of the last mini-batch; NaN before the first update. */
    double batchCost() {
        return batchCost;
    }

    /** The smoothed cost with bias correction; NaN before the first update. */
    double smoothedCost() {
        if (step == 0) {
            return Double.NaN;
        }
        smoothedCost.copyTo(cost);
        return cost.get(0, 0);
    }

    /** The smoothed cost without bias correction. */
    ArrayTensor biasedCost() {
        return smoothedCost.biased();
    }

    /**
     * Continues from the position of another training, whose tensors have been read into this state.
     *
     * @param newSlotsSince the number of updates that were completed when the slots were last zero
     */
    void resume(int newStep, int newSlotsSince) {
        step = newStep;
        slotsSince = newSlotsSince;
        for (int i = 0; i < network().layers().size(); i++) {
            if (network().layers().get(i).batchNorm() != null) {
                network().statistics(i).resume(step);
            }
        }
        smoothedCost.resume(step);
    }
}
