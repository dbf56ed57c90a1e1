package io.descent.core.search;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * All that a strategy may know: what earlier rounds have found.
 *
 * @param space what is searched
 * @param goal which values are good
 * @param trials in the order of their numbers
 * @param budget how many trials there may be
 * @param epochs of a whole evaluation
 * @param streams randomness must come from them
 */
public record Evidence(Space space, Goal goal, List<Trial> trials, int budget, int epochs, RandomStreams streams) {
    /** Trials that are proposed together: part of what results depend on, whatever runs at once. */
    public static final int BATCH = 8;

    /**
     * Proposes the next trials, whole ones, at most {@link #BATCH}.
     *
     * @param points gives the hyperparameters of the trial with a number
     */
    public List<Proposal> batch(IntFunction<Point> points) {
        return batch(budget, epochs, points);
    }

    /**
     * Proposes the next trials, at most {@link #BATCH}.
     *
     * @param end the number after the last trial that may be
     * @param most epochs of each
     */
    List<Proposal> batch(int end, int most, IntFunction<Point> points) {
        List<Proposal> proposals = new ArrayList<>();
        for (int number = trials.size(); number < Math.min(end, trials.size() + BATCH); number++) {
            proposals.add(new Proposal(number, points.apply(number), most));
        }
        return proposals;
    }

    /** A stream of random numbers for the proposal of one trial. */
    public PortableRandom random(int number) {
        return streams.search(number, 0);
    }

    /** Any point, each as likely. */
    public Point anywhere(int number) {
        return space.anywhere(random(number));
    }

    /** A number that is small where a rung is good; infinite where it has failed. */
    public double loss(Trial.Rung rung) {
        double value = rung.value();
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : goal.loss(value);
    }

    /** Orders trials by what they reached last, the best first, equal ones by number. */
    public Comparator<Trial> bestFirst() {
        return Comparator.comparingDouble((Trial trial) -> loss(trial.last())).thenComparingInt(Trial::number);
    }
}
