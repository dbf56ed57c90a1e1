package io.descent.core.training;

import io.descent.core.experiment.ResolvedTraining;
import io.descent.core.metrics.WatchedMetric;
import io.descent.core.network.internal.TrainableNetwork;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.ExponentialAverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /** The slots of each shard, if every shard keeps its own; empty otherwise. */
    private final List<Slots> shardSlots = new ArrayList<>();

    private final History history;
    private final ExponentialAverage smoothedCost = new ExponentialAverage(SMOOTHING, Precision.FLOAT64, 1);
    private final ArrayTensor cost = ArrayTensor.zeros(Precision.FLOAT64, 1, 1);
    private final @Nullable BestEpoch best;
    private volatile int step; // read by other threads
    private int slotsSince;
    private double batchCost = Double.NaN;
    private double learningRate = Double.NaN;
    private int epochSteps;
    private double epochCost;
    private List<LayerReport> layers = List.of();
    private volatile boolean slotsAreBroken;

    /**
     * The state before the first update.
     *
     * @param watched the metrics that decide something, by name
     */
    TrainingState(
            TrainableNetwork network,
            ResolvedTraining training,
            Map<String, WatchedMetric> watched,
            @Nullable BestEpoch best) {
        this.network = network;
        this.history = new History(watched, epoch -> epoch % training.reportEvery() == 0 || epoch == training.epochs());
        this.best = best;
        this.slots = new Slots(
                training.optimizer(),
                network.parameters().layout(),
                network.network().precision());
    }

    /** Allocates slots for shards that keep their own. */
    void addShardSlots(ResolvedTraining training, int shards) {
        for (int s = 0; s < shards; s++) {
            shardSlots.add(new Slots(
                    training.optimizer(),
                    network.parameters().layout(),
                    network.network().precision()));
        }
    }

    Network network() {
        return network.network();
    }

    Slots slots() {
        return slots;
    }

    /** The slots of each shard, if every shard keeps its own; empty otherwise. */
    List<Slots> shardSlots() {
        return shardSlots;
    }

    /** Gives every shard that keeps its own slots those of the network. */
    void shareSlots() {
        for (Slots each : shardSlots) {
            each.names()
                    .forEach(name ->
                            each.vector(name).flat().assign(slots.vector(name).flat()));
        }
    }

    /** Sets the slots to zero. */
    void resetSlots() {
        slots.names().forEach(name -> slots.vector(name).flat().fill(0));
        slotsSince = step;
    }

    /** The completed epochs. */
    History history() {
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

    /** The number of completed updates in the epoch that is not completed. */
    int epochSteps() {
        return epochSteps;
    }

    /** The sum of the costs of the examples in these updates, penalties included. */
    double epochCost() {
        return epochCost;
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

    /**
     * Completes an update.
     *
     * @param costSum the sum of the costs of its examples, penalties included
     * @param examples the size of its mini-batch
     * @param rate its learning rate
     */
    void completeStep(double costSum, int examples, double rate) {
        batchCost = costSum / examples;
        smoothedCost.add(cost.fill(batchCost));
        epochCost += costSum;
        epochSteps++;
        learningRate = rate;
        int next = step + 1; // not a race: only the training thread writes it
        step = next;
        slotsAreBroken = false;
    }

    /** Completes the epoch. */
    void completeEpoch(EpochReport report) {
        history.add(report);
        epochSteps = 0;
        epochCost = 0;
        layers = List.of();
    }

    /** Sets the measurements of the layers in the epoch. */
    void watch(List<LayerReport> measured) {
        layers = measured;
    }

    /** The measurements of the last watched update of the epoch. */
    List<LayerReport> layers() {
        return layers;
    }

    /** The mean cost of the last mini-batch; NaN before the first update. */
    double batchCost() {
        return batchCost;
    }

    /** The learning rate of the last update; NaN before the first. */
    double learningRate() {
        return learningRate;
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
    void resume(int newStep, int newSlotsSince, double newBatchCost, double newLearningRate) {
        step = newStep;
        slotsSince = newSlotsSince;
        batchCost = newBatchCost;
        learningRate = newLearningRate;
        for (int i = 0; i < network().layers().size(); i++) {
            if (network().layers().get(i).batchNorm() != null) {
                network().statistics(i).resume(step);
            }
        }
        smoothedCost.resume(step);
    }

    /** Continues within an epoch. */
    void resumeEpoch(int newEpochSteps, double newEpochCost, List<LayerReport> newLayers) {
        epochSteps = newEpochSteps;
        epochCost = newEpochCost;
        layers = newLayers;
    }
}
