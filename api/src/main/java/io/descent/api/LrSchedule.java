package io.descent.api;

/** Gives the learning rate of every update. */
public interface LrSchedule extends Plugin {
    /**
     * The learning rate of the next update. A pure function of its arguments, called once before every update.
     *
     * @param initialRate the learning rate of the experiment file, positive
     * @param progress where the training is
     * @return a finite number that is not negative
     */
    double rate(double initialRate, Progress progress);
}
