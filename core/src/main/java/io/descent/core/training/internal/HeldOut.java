package io.descent.core.training.internal;

/**
 * What networks predict for a row of the training set that they were not trained on.
 *
 * @param row position in the training set
 * @param fold number of the part of the first division in which the row is held out, from 0; the member of this number
 *     was not trained on it
 * @param outputs the probability of each class, or the values in the units of the label; the mean over the divisions
 * @param label the index of the class, or the values
 * @param weight of the row
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HeldOut(int row, int fold, double[] outputs, double[] label, double weight) {}
