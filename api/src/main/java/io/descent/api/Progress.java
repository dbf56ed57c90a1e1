package io.descent.api;

/**
 * How far a training has come: what a {@link LrSchedule} may depend on. Implemented by the trainer only: methods may be
 * added.
 */
@Provided
public interface Progress {
    /** Epochs completed, from 0. */
    int epoch();

    /** Updates completed over all epochs, from 0. */
    int step();

    /** Epochs that the experiment asks for. */
    int epochs();

    /** Updates of the whole training: epochs times mini-batches of an epoch. */
    int steps();

    /**
     * The training cost of a completed epoch: the mean over its examples, each measured just before its update, penalties
     * included.
     *
     * @param epoch from 0 to {@link #epoch()} - 1
     * @throws IndexOutOfBoundsException if that epoch is not completed
     */
    double cost(int epoch);
}
