package io.descent.core.network.internal;

import io.descent.api.Progress;

/** The progress before the first step of a training of one step, for computations outside a training. */
public enum FirstStep implements Progress {
    /** The only one. */
    PROGRESS;

    @Override
    public int epoch() {
        return 0;
    }

    @Override
    public int step() {
        return 0;
    }

    @Override
    public int epochs() {
        return 1;
    }

    @Override
    public int steps() {
        return 1;
    }

    @Override
    public double cost(int epoch) {
        throw new IndexOutOfBoundsException("no epoch is completed before the first step");
    }

    @Override
    public double metric(String name, int epoch) {
        throw new IndexOutOfBoundsException("no epoch is completed before the first step");
    }

    @Override
    public boolean largerIsBetter(String name) {
        throw new IllegalArgumentException("there is no metric " + name);
    }
}
