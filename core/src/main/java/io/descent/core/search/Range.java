package io.descent.core.search;

/**
 * The values of a hyperparameter, mapped to the interval from 0 to 1. Subintervals of equal length are searched equally
 * thoroughly.
 */
public sealed interface Range permits NumberRange, ChoiceRange {
    /**
     * The value at a place.
     *
     * @param u from 0 to 1
     * @return a {@code Double}, an {@code Integer}, or the label of a choice
     */
    Object at(double u);

    /** The number of values; 0 for a continuous range. */
    int size();

    /**
     * The index of the value at a place, from 0.
     *
     * @param u from 0 to 1
     * @throws IllegalStateException for a continuous range
     */
    int index(double u);

    /** The middle of all places that have the same value; in a continuous range, the place itself. */
    double settle(double u);

    /**
     * The place of a value that {@link #at} can return; for whole numbers and choices, the one that {@link #settle}
     * returns.
     */
    double place(Object value);
}
