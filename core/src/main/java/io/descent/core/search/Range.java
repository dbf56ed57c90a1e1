package io.descent.core.search;

/**
 * The values that a hyperparameter may have, laid out over the interval from 0 to 1 so that equal lengths of it matter
 * equally.
 */
public sealed interface Range permits NumberRange, ChoiceRange {
    /**
     * The value at a place.
     *
     * @param u from 0 to 1
     * @return a {@code Double}, an {@code Integer}, or the label of a choice
     */
    Object at(double u);

    /** How many values there are; 0 for a continuum. */
    int size();

    /**
     * Which of the values lies at a place, counted from 0.
     *
     * @param u from 0 to 1
     * @throws IllegalStateException of a continuum
     */
    int index(double u);

    /** The middle of all places that have the same value; the place itself in a continuum. */
    double settle(double u);

    /** The place of a value that {@link #at} may give, as {@link #settle} has it. */
    double place(Object value);
}
