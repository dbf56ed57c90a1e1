package io.descent.api;

/**
 * The progress of a training: everything that a {@link LrSchedule} may depend on. Only the trainer implements this
 * interface, so any version may add methods.
 */
@Provided
public interface Progress {
    /** Returns the number of completed epochs, from 0. */
    int epoch();

    /** Returns the number of completed steps (updates) over all epochs, from 0. */
    int step();

    /** Returns the number of epochs that the experiment asks for. */
    int epochs();

    /** Returns the number of steps of the whole training: epochs times mini-batches per epoch. */
    int steps();

    /**
     * Returns the training cost of a completed epoch: the mean over its examples, each measured just before the step
     * that uses it, penalties included.
     *
     * @param epoch from 0 to {@link #epoch()} - 1
     * @throws IndexOutOfBoundsException if that epoch is not completed
     */
    double cost(int epoch);

    /**
     * Returns a metric of the dev set after a completed epoch; NaN if it is undefined.
     *
     * @param name one of {@link LrSchedule#metrics}
     * @param epoch from 0 to {@link #epoch()} - 1
     * @throws IndexOutOfBoundsException if that epoch is not completed
     * @throws IllegalArgumentException if the schedule does not declare the metric
     */
    double metric(String name, int epoch);

    /**
     * Returns whether a larger value of a metric is better.
     *
     * @param name one of {@link LrSchedule#metrics}
     * @throws IllegalArgumentException if the schedule does not declare the metric
     */
    boolean largerIsBetter(String name);
}
