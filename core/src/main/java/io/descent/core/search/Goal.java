package io.descent.core.search;

/** Whether small or large values of an objective are good. */
public enum Goal {
    /** Small values are good, as for costs. */
    MINIMIZE,
    /** Large values are good, as for accuracies. */
    MAXIMIZE;

    /** The value, negated if large values are good: smaller is better. */
    public double loss(double value) {
        return this == MINIMIZE ? value : -value;
    }
}
