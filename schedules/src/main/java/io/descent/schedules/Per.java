package io.descent.schedules;

import io.descent.api.Progress;

/** The unit in which a schedule counts t and its lengths. */
public enum Per {
    /** Completed epochs: the rate changes between epochs only. */
    EPOCH,
    /** Completed steps (updates) over all epochs: the rate may change at every mini-batch. */
    STEP;

    static final String HELP = "whether to count epochs or steps (updates)";

    /** Returns t, the number of completed epochs or steps, from 0. */
    int completed(Progress progress) {
        return this == EPOCH ? progress.epoch() : progress.step();
    }

    /** Returns T, the number of epochs or steps of the whole training. */
    int total(Progress progress) {
        return this == EPOCH ? progress.epochs() : progress.steps();
    }

    /**
     * Returns t/T, the completed share, at most 1.
     *
     * @param length T; 0 means the whole training
     */
    double share(Progress progress, int length) {
        return Math.min(1, completed(progress) / (double) (length == 0 ? total(progress) : length));
    }
}
