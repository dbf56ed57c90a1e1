package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Gaussian dropout (Srivastava et al. 2014, section 10): a becomes a e, where e is normal noise with mean 1 and
 * variance (1 - p) / p, the variance of {@link Dropout} with the same p = {@code keep-prob}.
 */
@ServiceProvider(Regularizer.class)
public record GaussianDropout(
        @Hyperparameter(
                min = 0,
                max = 1,
                minExclusive = true,
                help = "keep-prob of the dropout with the same variance; 1 means no noise")
        double keepProb)
        implements ActivationMask {
    /** Default: keep-prob 0.8. */
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
    public void fill(Tensor mask, RandomGenerator random, Progress progress) {
        mask.fill(random::nextGaussian)
                .scale(Math.sqrt((1 - keepProb) / keepProb))
                .add(1);
    }
}
