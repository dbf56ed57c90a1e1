package io.descent.inference.network.internal;

import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;

/**
 * Batch normalisation of one layer for batches of one size (Ioffe and Szegedy 2015, algorithm 1): z = gamma x' + beta
 * with x' = (x - mean) / sqrt(variance + epsilon). The variance has the divisor m. Owns the memory of one batch.
 */
public final class BatchNormalizer {
    private final double epsilon;
    private final ArrayTensor mean;
    private final ArrayTensor variance;
    private final ArrayTensor inverse;
    private final ArrayTensor row;
    private final ArrayTensor normalized;
    private final ArrayTensor rows;

    /**
     * Creates a normalizer.
     *
     * @param examples rows of a batch
     */
    public BatchNormalizer(BatchNorm spec, Precision precision, int examples, int units) {
        epsilon = spec.epsilon();
        mean = ArrayTensor.zeros(precision, 1, units);
        variance = ArrayTensor.zeros(precision, 1, units);
        inverse = ArrayTensor.zeros(precision, 1, units);
        row = ArrayTensor.zeros(precision, 1, units);
        normalized = ArrayTensor.zeros(precision, examples, units);
        rows = ArrayTensor.zeros(precision, examples, units);
    }

    /** Mean of the batch (1 x units) after {@link #train}. */
    public ArrayTensor mean() {
        return mean;
    }

    /** Variance of the batch (1 x units) after {@link #train}. */
    public ArrayTensor variance() {
        return variance;
    }

    /** The normalised inputs x' (examples x units). */
    public ArrayTensor normalized() {
        return normalized;
    }

    /**
     * Normalises with the statistics of the batch.
     *
     * @param x (examples x units), read only
     * @param gamma (1 x units)
     * @param beta (1 x units)
     * @param z receives the result, shape of x
     */
    public void train(ArrayTensor x, ArrayTensor gamma, ArrayTensor beta, ArrayTensor z) {
        double share = 1.0 / x.rows();
        mean.assignColumnSums(x).scale(share);
        center(x);
        rows.assign(normalized).multiply(normalized);
        variance.assignColumnSums(rows).scale(share);
        finish(gamma, beta, z);
    }

    /** Normalises with running statistics; otherwise as {@link #train}. */
    public void predict(
            ArrayTensor x, ArrayTensor gamma, ArrayTensor beta, RunningStatistics statistics, ArrayTensor z) {
        mean.assign(statistics.mean());
        variance.assign(statistics.variance());
        center(x);
        finish(gamma, beta, z);
    }

    private void center(ArrayTensor x) {
        normalized.assign(x).add(rows.assignRows(mean), -1);
    }

    private void finish(ArrayTensor gamma, ArrayTensor beta, ArrayTensor z) {
        row.assign(variance).add(epsilon).sqrt();
        inverse.fill(1).divide(row);
        normalized.multiply(rows.assignRows(inverse));
        z.assign(normalized).multiply(rows.assignRows(gamma)).add(rows.assignRows(beta));
    }

    /**
     * Backpropagates through {@link #train}, including mean and variance. Call it once after each {@link #train}: it
     * overwrites the intermediate results.
     *
     * @param gradient dJ/dz on entry, dJ/dx on return
     * @param gamma (1 x units)
     * @param gammaGradient receives dJ/dgamma
     * @param betaGradient receives dJ/dbeta
     */
    public void backward(ArrayTensor gradient, ArrayTensor gamma, ArrayTensor gammaGradient, ArrayTensor betaGradient) {
        double share = 1.0 / gradient.rows();
        betaGradient.assignColumnSums(gradient);
        rows.assign(gradient).multiply(normalized);
        gammaGradient.assignColumnSums(rows);
        // from here on dJ/dx', in the order of the paper
        gradient.multiply(rows.assignRows(gamma));
        rows.assign(gradient).multiply(normalized);
        row.assignColumnSums(rows).scale(share);
        normalized.multiply(rows.assignRows(row));
        row.assignColumnSums(gradient).scale(share);
        gradient.add(rows.assignRows(row), -1).add(normalized, -1).multiply(rows.assignRows(inverse));
    }
}
