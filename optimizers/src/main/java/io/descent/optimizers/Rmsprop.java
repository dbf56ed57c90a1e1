package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * RMSprop (Tieleman and Hinton 2012, lecture 6e of Neural Networks for Machine Learning): s = beta s + (1 - beta) g^2;
 * direction = g / (sqrt(s) + epsilon).
 *
 * <p>g is the gradient; s starts at 0 and has no bias correction.
 */
@ServiceProvider(Optimizer.class)
public record Rmsprop(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of the average of squared gradients")
        double beta,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "added to the denominator for numerical stability (outside the square root)")
        double epsilon)
        implements Optimizer {
    /** Defaults: beta 0.9 from the lecture, epsilon 1e-8. */
    public Rmsprop() {
        this(0.9, 1e-8);
    }

    /** Checks the ranges. */
    public Rmsprop {
        Ranges.decay("beta", beta);
        Ranges.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("s");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor s = step.slot("s").lerpSquare(gradient, 1 - beta);
        return gradient.divideBySqrt(s, 1, epsilon);
    }
}
