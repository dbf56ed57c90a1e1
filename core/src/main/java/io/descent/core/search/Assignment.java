package io.descent.core.search;

import io.descent.core.search.Outcome.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One evaluation that is to be made: a trial, or one of its repeats, up to a rung. Used by one thread.
 */
public final class Assignment {
    private final int trial;
    private final int repeat;
    private final long seed;
    private final Point point;
    private final int from;
    private final int epochs;
    private final boolean last;
    private final List<CurvePoint> curve = new ArrayList<>();

    Assignment(int trial, int repeat, long seed, Point point, int from, int epochs, boolean last) {
        this.trial = trial;
        this.repeat = repeat;
        this.seed = seed;
        this.point = point;
        this.from = from;
        this.epochs = epochs;
        this.last = last;
    }

    /** The trial's number, from 0. */
    public int trial() {
        return trial;
    }

    /** Which repeat of it, from 0. */
    public int repeat() {
        return repeat;
    }

    /** What its randomness must depend on, alone: from 0 to 2^31 - 1, drawn for each trial and repeat. */
    public long seed() {
        return seed;
    }

    /** The hyperparameters that matter, by name: {@code Double}, {@code Integer} or the label of a choice. */
    public Map<String, Object> values() {
        return point.values();
    }

    /** Epochs that an earlier rung has completed; 0 at first. */
    public int from() {
        return from;
    }

    /** Epochs after which to stop, those of earlier rungs included. */
    public int epochs() {
        return epochs;
    }

    /** Whether nothing is to follow: the evaluation goes to its own end. */
    public boolean isLast() {
        return last;
    }

    /**
     * Tells how it goes.
     *
     * @param epoch from 1; what an earlier rung has reported is ignored
     * @param value of what is searched for; NaN where it was not looked at
     * @param cost of the training set
     */
    public void report(int epoch, double value, double cost) {
        if (epoch > from) {
            curve.add(new CurvePoint(epoch, value, cost));
        }
    }

    List<CurvePoint> curve() {
        return curve;
    }
}
