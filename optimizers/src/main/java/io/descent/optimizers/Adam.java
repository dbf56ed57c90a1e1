package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * m^ = m / (1 - beta1^t); v^ = v / (1 - beta2^t); direction = m^ / (sqrt(v^) + epsilon).
 *
 * <p>g is the gradient and t the number of the step, from 1; m and v start at 0. epsilon is added outside the square
 * root, after bias correction.
 */
@ServiceProvider(Optimizer.class)
public record Adam(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of the average of gradients")
        double beta1,

        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of the average of squared gradients")
        double beta2,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help =
                        "added to the denominator for numerical stability (outside the square root, after bias correction)")
        double epsilon)
        implements Optimizer {
    /** Defaults from the paper. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
    }

    /** Checks the ranges. */
    public Adam {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        return direction(gradient, step, beta1, beta2, epsilon);
    }

    /**
     * Computes Adam's direction, also for optimizers that build on it. Updates the slots m and v and overwrites the
     * gradient.
     */
    static Tensor direction(Tensor gradient, Step step, double beta1, double beta2, double epsilon) {
        int t = step.number();
        Tensor m = step.slot("m").lerp(gradient, 1 - beta1);
        Tensor v = step.slot("v").lerpSquare(gradient, 1 - beta2);
        return gradient.assign(m, BiasCorrection.of(beta1, t)).divideBySqrt(v, BiasCorrection.of(beta2, t), epsilon);
    }
}
