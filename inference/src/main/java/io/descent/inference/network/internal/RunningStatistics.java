package io.descent.inference.network.internal;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.ExponentialAverage;

/**
 * Running mean and variance of a layer's pre-activations, which batch norm uses for predicting. They are exponentially
 * weighted averages over the mini-batches, corrected for bias; 0 and 1 before the first mini-batch.
 */
public final class RunningStatistics {
    private final ExponentialAverage averageMean;
    private final ExponentialAverage averageVariance;
    private final ArrayTensor mean;
    private final ArrayTensor variance;

    /** Creates the statistics before the first mini-batch. */
    public RunningStatistics(double momentum, Precision precision, int units) {
        averageMean = new ExponentialAverage(momentum, precision, units);
        averageVariance = new ExponentialAverage(momentum, precision, units);
        mean = ArrayTensor.zeros(precision, 1, units);
        variance = ArrayTensor.zeros(precision, 1, units);
        variance.fill(1);
    }

    /** Adds the statistics of a mini-batch (1 x units). */
    public void add(Tensor batchMean, Tensor batchVariance) {
        averageMean.add(batchMean);
        averageVariance.add(batchVariance);
        correct();
    }

    private void correct() {
        averageMean.copyTo(mean);
        averageVariance.copyTo(variance);
    }

    /** Resumes after {@code count} mini-batches, once {@link #biasedMean} and {@link #biasedVariance} are restored. */
    public void resume(int count) {
        averageMean.resume(count);
        averageVariance.resume(count);
        if (count > 0) {
            correct();
        }
    }

    /** The factor of the bias correction after {@code count} mini-batches: {@link #biasedMean} times it is {@link #mean}. */
    public double correction(int count) {
        return averageMean.correction(count);
    }

    /** The average of the means before bias correction (1 x units). */
    public ArrayTensor biasedMean() {
        return averageMean.biased();
    }

    /** The average of the variances before bias correction (1 x units). */
    public ArrayTensor biasedVariance() {
        return averageVariance.biased();
    }

    /** The mean of each unit (1 x units). */
    public ArrayTensor mean() {
        return mean;
    }

    /** The variance of each unit (1 x units), computed with the divisor m. */
    public ArrayTensor variance() {
        return variance;
    }
}
