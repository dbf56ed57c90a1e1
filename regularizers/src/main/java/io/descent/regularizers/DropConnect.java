package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import io.descent.api.WeightMask;
import java.util.random.RandomGenerator;

/**
 * DropConnect (Wan et al. 2013, "Regularization of neural networks using DropConnect", section 3): a weight is kept
 * with probability keepProb and divided by keepProb; otherwise, it is set to 0. All examples of a mini-batch have the
 * same mask. Prediction uses all weights, as with {@link Dropout}, instead of the paper's normal approximation of the
 * pre-activations (section 3.2). Biases are always kept.
 */
@ServiceProvider(Regularizer.class)
public record DropConnect(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "share of weights kept; 1 means no DropConnect")
        double keepProb)
        implements WeightMask {
    /** Default from the paper: keep-prob 0.5. */
    public DropConnect() {
        this(0.5);
    }

    /** Checks the range. */
    public DropConnect {
        if (!(keepProb > 0 && keepProb <= 1)) {
            throw new IllegalArgumentException("keep-prob is " + keepProb + "; it must be above 0 and at most 1");
        }
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random, Progress progress) {
        double kept = 1 / keepProb;
        mask.fill(() -> random.nextDouble() < keepProb ? kept : 0);
    }
}
