package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * LAMB (You et al. 2020, arXiv:1904.00962, algorithm 2 with phi(z) = z): r = m^ / (sqrt(v^) + epsilon) + c w; direction
 * = ||w|| / ||r|| r, where w is the whole parameter tensor, c the weight decay (the paper's lambda), and the first term
 * of r the direction of {@link Adam}.
 *
 * <p>Only weights decay: for biases and the parameters of batch norm, c is 0. The ratio of the norms is 1 if either is
 * 0.
 */
@ServiceProvider(Optimizer.class)
public record Lamb(
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
        double epsilon,

        @Hyperparameter(
                min = 0,
                scale = Hyperparameter.Scale.LOG,
                help = "weight decay: this times the weight is added to its direction; 0 turns it off")
        double weightDecay)
        implements Optimizer {
    /** Defaults: the betas of {@link Adam}; epsilon 1e-6 and weight decay 0.01, as usual for large batches. */
    public Lamb() {
        this(0.9, 0.999, 1e-6, 0.01);
    }

    /** Checks the ranges. */
    public Lamb {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
        Ranges.notNegative("weight-decay", weightDecay);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v");
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor w = step.parameter();
        Tensor r = Adam.direction(gradient, step, beta1, beta2, epsilon);
        if (step.isWeight()) {
            r.add(w, weightDecay);
        }
        double normOfW = norm(w);
        double normOfR = norm(r);
        return normOfW > 0 && normOfR > 0 ? r.scale(normOfW / normOfR) : r;
    }

    private static double norm(Tensor x) {
        return Math.sqrt(x.dot(x));
    }
}
