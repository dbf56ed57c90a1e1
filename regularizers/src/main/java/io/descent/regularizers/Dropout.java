package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Inverted dropout (Srivastava et al. 2014, section 10): an activation is kept with probability keepProb and then divided by
 * it, or becomes 0.
 */
@ServiceProvider(Regularizer.class)
public record Dropout(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "share of activations kept; 1 is no dropout")
        double keepProb)
        implements ActivationMask {
    /** Keeps four of five activations. */
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
