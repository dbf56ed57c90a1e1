package io.descent.schedules;

import io.descent.api.Progress;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/** A point in a training. */
record At(int epoch, int step, int epochs, int steps, IntToDoubleFunction costs) implements Progress {
    /** A training with ten steps per epoch. */
    static At epoch(int epoch, int epochs) {
        return new At(epoch, 10 * epoch, epochs, 10 * epochs, i -> 1);
    }

    static At step(int step, int epochs, int stepsPerEpoch) {
        return new At(step / stepsPerEpoch, step, epochs, epochs * stepsPerEpoch, i -> 1);
    }

    /** The first step of the epoch after these costs, in a training of 100 epochs with ten steps each. */
    static At after(double... costs) {
        return epoch(costs.length, 100).with(i -> costs[i]);
    }

    At with(IntToDoubleFunction costs) {
        return new At(epoch, step, epochs, steps, costs);
    }

    @Override
    public double cost(int epoch) {
        return costs.applyAsDouble(Objects.checkIndex(epoch, this.epoch));
    }

    /** The metric {@code dev.accuracy}, of which more is better, is minus the cost; {@code dev.cost} is the cost. */
    @Override
    public double metric(String name, int epoch) {
        return largerIsBetter(name) ? -cost(epoch) : cost(epoch);
    }

    @Override
    public boolean largerIsBetter(String name) {
        return name.equals("dev.accuracy");
    }
}
