package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Multiplies activations by normal noise of mean 1 and variance (1 - keepProb) / keepProb, the variance that dropout has
 * (Srivastava et al. 2014, section 10).
 */
@ServiceProvider(Regularizer.class)
public record GaussianDropout(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "as in dropout: 1 is no noise")
        double keepProb) implements ActivationMask {
    /** The noise of dropout that keeps four of five activations. */
    public GaussianDropout() {
        this(0.8);
    }

    /** Checks the range. */
    public GaussianDropout {
        if (!(keepProb > 0 && keepProb <= 1)) {
            throw new IllegalArgumentException("keep-prob is " + keepProb + "; it must be above 0 and at most 1");
        }
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random) {
        mask.fill(random::nextGaussian)
                .scale(Math.sqrt((1 - keepProb) / keepProb))
                .add(1);
    }
}
