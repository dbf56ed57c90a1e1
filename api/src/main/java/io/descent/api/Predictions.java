package io.descent.api;

/**
 * The predictions of a model for a data set, next to its labels and weights. Examples are counted from 0, in the order
 * of the data set. Valid only during the call. Only the trainer implements this interface, so any version may add
 * methods.
 */
@Provided
public interface Predictions {
    /** Returns the description of the label: its classes, or none for values. */
    Labels labels();

    /** Returns the number of examples, at least 1. */
    int size();

    /** Returns the label of an example: the index of its class, or its value. */
    double label(int example);

    /** Returns the weight of an example, not negative: 1 unless the data set has weights. */
    double weight(int example);

    /**
     * Returns the index of the predicted class: the most probable one.
     *
     * @throws IllegalStateException if the label is a value
     */
    int predictedClass(int example);

    /**
     * Returns the probability of a class, from 0 to 1.
     *
     * @throws IllegalStateException if the label is a value
     */
    double probability(int example, int index);

    /**
     * Returns the predicted value, in the units of the label.
     *
     * @throws IllegalStateException if the label is a class
     */
    double value(int example);

    /** Returns the number of outputs per example: one per class, or the number of values that are predicted. */
    int outputs();

    /** Returns an output: the probability of a class, or one of several values, such as a quantile. */
    double output(int example, int index);
}
