package io.descent.core.search;

/** Which values of an objective are good. */
public enum Goal {
    /** Small ones: costs. */
    MINIMIZE,
    /** Large ones: accuracies. */
    MAXIMIZE;

    /** A number that is small where a value is good. */
    public double loss(double value) {
        return this == MINIMIZE ? value : -value;
    }
}
