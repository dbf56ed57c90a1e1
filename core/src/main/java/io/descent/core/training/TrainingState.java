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

/** Everything that a training changes; {@link CheckpointFile} writes and reads it. Random numbers are keyed and need no state. */
final class TrainingState {
    /** How much of the smoothed cost stays at each update: it reflects about the last 50. */
    private static final double SMOOTHING = 0.98;

    private final TrainableNetwork network;
    private final Slots slots;
    private final List<EpochReport> history = new ArrayList<>();
    private final ExponentialAverage smoothedCost = new ExponentialAverage(SMOOTHING, Precision.FLOAT64, 1);
    private final ArrayTensor cost = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
    private final @Nullable BestEpoch best;
    private volatile int step; // other threads look at it
    private int slotsSince;
    private double batchCost = Double.NaN;
    private volatile boolean slotsAreBroken;

    TrainingState(TrainableNetwork network, ResolvedTraining training) {
        this.network = network;
        this.slots = new Slots(
                training.optimizer(),
                network.parameters().layout(),
                network.network().precision());
        this.best = training.earlyStopping() == null
                ? null
                : new BestEpoch(training.earlyStopping(), network.network());
    }

    Network network() {
        return network.network();
    }

    Slots slots() {
        return slots;
    }

    /** A report for each epoch completed. */
    List<EpochReport> history() {
        return history;
    }

    /** What early stopping keeps; null without it. */
    @Nullable BestEpoch best() {
        return best;
    }

    /** Updates completed over all epochs. */
    int step() {
        return step;
    }

    /** Updates completed when the slots were zero. */
    int slotsSince() {
        return slotsSince;
    }

    /** Whether slots may be half of one step and half of the next. */
    boolean slotsAreBroken() {
        return slotsAreBroken;
    }

    /** Says that slots are being changed, until {@link #completeStep}. */
    void breakSlots() {
        slotsAreBroken = true;
    }

    /** Ends an update whose mini-batch had the given mean cost. */
    void completeStep(double meanCost) {
        batchCost = meanCost;
        smoothedCost.add(cost.fill(meanCost));
        int next = step + 1; // only the training thread changes it
        step = next;
        slotsAreBroken = false;
    }

    /** The mean cost of the last mini-batch; NaN before the first. */
    double batchCost() {
        return batchCost;
    }

    /** The smoothed cost, corrected for bias; NaN before the first update. */
    double smoothedCost() {
        if (step == 0) {
            return Double.NaN;
        }
        smoothedCost.copyTo(cost);
        return cost.get(0, 0);
    }

    /** The smoothed cost before its correction. */
    ArrayTensor biasedCost() {
        return smoothedCost.biased();
    }

    /**
     * Takes over the position of another training, whose tensors were read into this state.
     *
     * @param newSlotsSince updates completed when the slots were zero
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
