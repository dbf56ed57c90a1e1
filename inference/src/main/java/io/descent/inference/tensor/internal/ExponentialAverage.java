package io.descent.inference.tensor.internal;

import io.descent.inference.spec.Precision;

import io.descent.api.Tensor;

/**
 * An exponentially weighted average v = beta v + (1 - beta) x of tensors with one row, starting from zero. Divided by 1 -
 * beta^t, t being the number of values, it is free of the bias towards that zero (Kingma and Ba 2015, section 3).
 */
public final class ExponentialAverage {
    private final double beta;
    private final ArrayTensor average;
    private int count;

    /**
     * An average of nothing yet.
     *
     * @param beta how much stays at each value, from 0 to below 1
     */
    public ExponentialAverage(double beta, Precision precision, int columns) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be at least 0 and below 1");
        }
        this.beta = beta;
        this.average = ArrayTensor.zeros(precision, 1, columns);
    }

    /** Takes in a value. */
    public void add(Tensor x) {
        average.lerp(x, 1 - beta);
        count++;
    }

    /** Continues from {@link #biased} as it was after some values. */
    public void resume(int newCount) {
        count = newCount;
    }

    /** About how many of the last values the average reflects: 1 / (1 - beta). */
    public double window() {
        return 1 / (1 - beta);
    }

    /** The average with its bias towards zero. */
    public ArrayTensor biased() {
        return average;
    }

    /**
     * Sets a tensor to the average without bias.
     *
     * @throws IllegalStateException before the first value
     */
    public void copyTo(Tensor target) {
        if (count == 0) {
            throw new IllegalStateException("an average of no value");
        }
        target.assign(average, -1 / StrictMath.expm1(count * StrictMath.log(beta)));
    }
}
