package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;

/**
 * Elastic net (Zou and Hastie 2005): adds l1 / m sum |w| + l2 / (2 m) sum w^2 to the cost, the sum of the penalties
 * {@link L1} and {@link L2}.
 *
 * <p>m is the number of training examples, or the sum of their weights, not that of the mini-batch; the trainer divides
 * by it.
 */
@ServiceProvider(Regularizer.class)
public record ElasticNet(
        @Hyperparameter(min = 0, scale = Hyperparameter.Scale.LOG, help = "strength of the L1 penalty; 0 turns it off")
        double l1,

        @Hyperparameter(min = 0, scale = Hyperparameter.Scale.LOG, help = "strength of the L2 penalty; 0 turns it off")
        double l2,

        @Hyperparameter(help = "whether to penalise biases too")
        boolean biases)
        implements WeightPenalty {
    /** Defaults: l1 and l2 0.05, weights only. */
    public ElasticNet() {
        this(0.05, 0.05, false);
    }

    /** Checks the ranges. */
    public ElasticNet {
        if (!(l1 >= 0) || Double.isInfinite(l1)) {
            throw new IllegalArgumentException("l1 is " + l1 + "; it must be at least 0 and finite");
        }
        if (!(l2 >= 0) || Double.isInfinite(l2)) {
            throw new IllegalArgumentException("l2 is " + l2 + "; it must be at least 0 and finite");
        }
    }

    @Override
    public double penalty(Tensor weights, Scratch scratch) {
        return new L1(l1).penalty(weights, scratch) + new L2(l2).penalty(weights, scratch);
    }

    @Override
    public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
        new L1(l1).addGradient(weights, gradient, scale, scratch);
        new L2(l2).addGradient(weights, gradient, scale, scratch);
    }
}
