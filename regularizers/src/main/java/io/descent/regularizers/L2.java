package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;

/**
 * L2 penalty, also called ridge or Tikhonov regularization: adds lambda / (2 m) sum w^2 to the cost and lambda / m w to
 * the gradient of a weight w.
 *
 * <p>m is the number of training examples, or the sum of their weights, not that of the mini-batch; the trainer divides
 * by it.
 */
@ServiceProvider(Regularizer.class)
public record L2(
        @Hyperparameter(min = 0, scale = Hyperparameter.Scale.LOG, help = "strength of the penalty; 0 turns it off")
        double lambda,

        @Hyperparameter(help = "whether to penalise biases too")
        boolean biases)
        implements WeightPenalty {
    /** Defaults: lambda 0.1, weights only. */
    public L2() {
        this(0.1);
    }

    /** Weights only. */
    public L2(double lambda) {
        this(lambda, false);
    }

    /** Checks the range. */
    public L2 {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("lambda is " + lambda + "; it must be at least 0 and finite");
        }
    }

    @Override
    public double penalty(Tensor weights, Scratch scratch) {
        return lambda / 2 * weights.dot(weights);
    }

    @Override
    public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
        gradient.add(weights, lambda * scale);
    }
}
