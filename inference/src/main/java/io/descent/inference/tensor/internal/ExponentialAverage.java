package io.descent.inference.tensor.internal;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;

/**
 * An exponentially weighted average v = beta v + (1 - beta) x of tensors with one row, starting from zero. Dividing it
 * by 1 - beta^t, where t is the number of values, corrects the bias towards zero (Kingma and Ba 2015, section 3).
 */
public final class ExponentialAverage {
    private final double beta;
    private final ArrayTensor average;
    private int count;

    /**
     * Creates an average without values.
     *
     * @param beta share of the average kept at each value, from 0 to below 1
     */
    public ExponentialAverage(double beta, Precision precision, int columns) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be at least 0 and below 1");
        }
        this.beta = beta;
        this.average = ArrayTensor.zeros(precision, 1, columns);
    }

    /** Adds a value. */
    public void add(Tensor x) {
        average.lerp(x, 1 - beta);
        count++;
    }

    /** Resumes after {@code newCount} values, once {@link #biased} is restored. */
    public void resume(int newCount) {
        count = newCount;
    }

    /** About how many of the last values the average reflects: 1 / (1 - beta). */
    public double window() {
        return 1 / (1 - beta);
    }

    /** The average before bias correction. */
    public ArrayTensor biased() {
        return average;
    }

    /**
     * Sets a tensor to the average after bias correction.
     *
     * @throws IllegalStateException before the first value
     */
    public void copyTo(Tensor target) {
        if (count == 0) {
            throw new IllegalStateException("the average has no values yet");
        }
        target.assign(average, correction(count));
    }

    /** The factor of the bias correction after {@code values} values, at least one. */
    public double correction(int values) {
        return -1 / StrictMath.expm1(values * StrictMath.log(beta));
    }
}
