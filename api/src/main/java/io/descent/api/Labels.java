package io.descent.api;

import java.util.List;

/**
 * The label of a data set, as a {@link Loss} and a {@link Metric} see it before training. Only the trainer implements
 * this interface, so any version may add methods.
 */
@Provided
public interface Labels {
    /** Returns the names of the classes in their order; empty if the label is a value (regression). */
    List<String> classes();

    /** Returns the number of values per example, at least 1; 1 for classes. */
    int columns();

    /** Returns the smallest value in the training and dev set; 0 for classes. */
    double smallest();

    /** Returns the largest value in the training and dev set; for classes, the index of the last class. */
    double largest();
}
