package io.descent.api;

import java.util.List;

/** Sets the learning rate of every step. */
public interface LrSchedule extends Plugin {
    /**
     * Returns the learning rate of the next step. It must be a pure function of its arguments; the trainer calls it
     * once before every step.
     *
     * @param initialRate the learning rate of the experiment file, positive
     * @param progress the epochs and steps completed so far
     * @return a finite number that is not negative
     */
    double rate(double initialRate, Progress progress);

    /**
     * Returns the metrics of the dev set that {@link #rate} reads with {@link Progress#metric}, named as in files, such
     * as {@code dev.accuracy}. The trainer computes them in every epoch.
     */
    default List<String> metrics() {
        return List.of();
    }
}
