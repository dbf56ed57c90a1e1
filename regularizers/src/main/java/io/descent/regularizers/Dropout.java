package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Inverted dropout (Srivastava et al. 2014, section 10): a becomes a / p with probability p and 0 otherwise, where p is
 * {@code keep-prob}, the share that is KEPT. The mean of a therefore stays the same, and predicting needs no dropout
 * and no factor.
 */
@ServiceProvider(Regularizer.class)
public record Dropout(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "share of activations kept; 1 means no dropout")
        double keepProb)
        implements ActivationMask {
    /** Default: keep-prob 0.8. */
    public Dropout() {
        this(0.8);
    }

    /** Checks the range. */
    public Dropout {
        if (!(keepProb > 0 && keepProb <= 1)) {
            throw new IllegalArgumentException("keep-prob is " + keepProb + "; it must be above 0 and at most 1");
        }
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random) {
        double kept = 1 / keepProb;
        mask.fill(() -> random.nextDouble() < keepProb ? kept : 0);
    }
}
