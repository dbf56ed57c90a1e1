package io.descent.inference.spec;

import io.descent.api.Hyperparameter;

/**
 * Batch normalisation of a layer's pre-activations (Ioffe and Szegedy 2015, arXiv:1502.03167). The key of a layer in an
 * experiment file is {@code batch-norm}.
 *
 * @param momentum share of the running mean and variance kept at each mini-batch
 * @param epsilon added to the variance for numerical stability
 */
public record BatchNorm(
        @Default("0.9")
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                help = "share of the running averages kept at each update")
        double momentum,

        @Default("1e-5")
        @Hyperparameter(min = 0, minExclusive = true, help = "added to the variance for numerical stability")
        double epsilon) {
    /** Checks the ranges. */
    public BatchNorm {
        if (!(momentum >= 0 && momentum < 1) || !(epsilon > 0)) {
            throw new IllegalArgumentException(
                    "momentum %s must be at least 0 and below 1, epsilon %s above 0".formatted(momentum, epsilon));
        }
    }
}
