package io.descent.schedules;

import io.descent.api.Progress;

/** What a schedule counts: its t, and the unit of its lengths. */
public enum Per {
    /** Completed passes over the training set: the rate changes between epochs only. */
    EPOCH,
    /** Updates made, over all epochs: the rate may change at every mini-batch. */
    STEP;

    static final String HELP = "what is counted: epochs, or steps (updates)";

    /** How many are completed, t, from 0. */
    int completed(Progress progress) {
        return this == EPOCH ? progress.epoch() : progress.step();
    }

    /** How many the whole training has, T. */
    int total(Progress progress) {
        return this == EPOCH ? progress.epochs() : progress.steps();
    }

    /**
     * The share t/T that is completed, at most 1.
     *
     * @param length T; 0 is the whole training
     */
    double share(Progress progress, int length) {
        return Math.min(1, completed(progress) / (double) (length == 0 ? total(progress) : length));
    }
}
