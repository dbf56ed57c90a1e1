package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Inverted dropout (Srivastava et al. 2014, section 10): a becomes a / p with probability p and 0 otherwise, where p is
 * {@code keep-prob}, the share that is KEPT. The mean of a therefore stays the same, and predicting needs no dropout
 * and no factor.
 *
 * <p>The share that is dropped, 1 - p, may shrink during the training: with {@code flat-cosine} (Holzmueller, Grinsztajn
 * and Steinwart 2024, arXiv:2407.04491) it stays during the first half and then falls to 0 as (1 + cos(pi (2 t - 1)))
 * / 2, where t is the share of completed steps.
 */
@ServiceProvider(Regularizer.class)
public record Dropout(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "share of activations kept; 1 means no dropout")
        double keepProb,

        @Hyperparameter(help = "how the dropped share changes: not at all, or it falls to 0 in the second half")
        Schedule schedule)
        implements ActivationMask {
    /** How the share that is dropped changes during the training. */
    public enum Schedule {
        /** Not at all. */
        CONSTANT,
        /** Constant in the first half of the training, then half a cosine wave to 0. */
        FLAT_COSINE;

        /** Returns the share of activations kept in the next step. */
        double keepProb(double initial, Progress progress) {
            double t = progress.step() / (double) progress.steps();
            if (this == CONSTANT || t <= 0.5) {
                return initial;
            }
            return 1 - (1 - initial) * (1 + StrictMath.cos(Math.PI * (2 * Math.min(1, t) - 1))) / 2;
        }
    }

    /** Default: keep-prob 0.8, constant. */
    public Dropout() {
        this(0.8);
    }

    /** The same keep-prob in every step. */
    public Dropout(double keepProb) {
        this(keepProb, Schedule.CONSTANT);
    }

    /** Checks the range. */
    public Dropout {
        if (!(keepProb > 0 && keepProb <= 1)) {
            throw new IllegalArgumentException("keep-prob is " + keepProb + "; it must be above 0 and at most 1");
        }
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random, Progress progress) {
        double p = schedule.keepProb(keepProb, progress);
        double kept = 1 / p;
        mask.fill(() -> random.nextDouble() < p ? kept : 0);
    }
}
