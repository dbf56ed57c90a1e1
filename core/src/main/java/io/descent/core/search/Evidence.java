package io.descent.core.search;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Everything that a strategy may base its proposals on: the outcome of earlier rounds.
 *
 * @param space the space to search
 * @param goal which values are good
 * @param trials the trials so far, in the order of their numbers
 * @param budget the largest number of trials
 * @param epochs the epochs of a full evaluation
 * @param streams the only source of random numbers to use
 * @param round the number of trials proposed together, at least 1. Results depend on it, but not on how many trials run at
 *     once
 */
public record Evidence(
        Space space, Goal goal, List<Trial> trials, int budget, int epochs, RandomStreams streams, int round) {
    /** The usual number of trials proposed together. */
    public static final int BATCH = 8;

    /** Evidence of a study that proposes {@link #BATCH} trials together. */
    public Evidence(Space space, Goal goal, List<Trial> trials, int budget, int epochs, RandomStreams streams) {
        this(space, goal, trials, budget, epochs, streams, BATCH);
    }

    /**
     * Proposes the next trials, at most {@link #round}, each with all epochs.
     *
     * @param points returns the hyperparameters of the trial with a given number
     */
    public List<Proposal> batch(IntFunction<Point> points) {
        return batch(budget, epochs, points);
    }

    /**
     * Proposes the next trials, at most {@link #round}.
     *
     * @param end the limit of trial numbers, exclusive
     * @param most the epochs of each trial
     */
    List<Proposal> batch(int end, int most, IntFunction<Point> points) {
        List<Proposal> proposals = new ArrayList<>();
        for (int number = trials.size(); number < Math.min((long) end, (long) trials.size() + round); number++) {
            proposals.add(new Proposal(number, points.apply(number), most));
        }
        return proposals;
    }

    /** The random numbers for the proposal of one trial. */
    public PortableRandom random(int number) {
        return streams.search(number, 0);
    }

    /** A uniformly distributed point. */
    public Point anywhere(int number) {
        return space.anywhere(random(number));
    }

    /** The loss of a rung: smaller is better, infinite for a failure. */
    public double loss(Trial.Rung rung) {
        double value = rung.value();
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : goal.loss(value);
    }

    /** Orders trials by the loss of their last rung, the best first, and equal ones by number. */
    public Comparator<Trial> bestFirst() {
        return Comparator.comparingDouble((Trial trial) -> loss(trial.last())).thenComparingInt(Trial::number);
    }
}
