package io.descent.core.search;

import io.descent.core.search.Outcome.CurvePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One evaluation to make: a trial, or one of its repeats, up to a rung. Not thread-safe. */
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

    /** The repeat of the trial, from 0. */
    public int repeat() {
        return repeat;
    }

    /**
     * The seed of this trial and repeat, from 0 to 2^31 - 1. All randomness of the evaluation must depend on it alone.
     */
    public long seed() {
        return seed;
    }

    /** The values of the active hyperparameters, by name: {@code Double}, {@code Integer} or the label of a choice. */
    public Map<String, Object> values() {
        return point.values();
    }

    /** The epochs that earlier rungs have completed; 0 in the first rung. */
    public int from() {
        return from;
    }

    /** The epoch after which to stop, counted from the beginning of the trial. */
    public int epochs() {
        return epochs;
    }

    /** Whether this is the last rung, so that the evaluation runs to its own end. */
    public boolean isLast() {
        return last;
    }

    /**
     * Reports an epoch.
     *
     * @param epoch from 1; epochs of earlier rungs are ignored
     * @param value the value that is minimised or maximised; NaN if it was not evaluated
     * @param cost the cost of the training set
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
