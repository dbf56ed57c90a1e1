package io.descent.core.training;

import io.descent.api.Progress;

/** The progress of a training as seen by a schedule that lags some epochs behind. */
record Delayed(Progress run, int lag, int stepsPerEpoch) implements Progress {
    /** The progress that a schedule sees. */
    static Progress of(Progress run, int lag, int stepsPerEpoch) {
        return lag == 0 ? run : new Delayed(run, lag, stepsPerEpoch);
    }

    @Override
    public int epoch() {
        return Math.max(0, run.epoch() - lag);
    }

    @Override
    public int step() {
        return (int) Math.max(0, run.step() - (long) lag * stepsPerEpoch);
    }

    @Override
    public int epochs() {
        return run.epochs();
    }

    @Override
    public int steps() {
        return run.steps();
    }

    @Override
    public double cost(int epoch) {
        return run.cost(epoch);
    }

    @Override
    public double metric(String name, int epoch) {
        return run.metric(name, epoch);
    }

    @Override
    public boolean largerIsBetter(String name) {
        return run.largerIsBetter(name);
    }
}
