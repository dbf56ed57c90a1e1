package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2): direction = m^ / (sqrt(v^) + epsilon) + c w, where
 * the first term is the direction of {@link Adam}, w the parameter, and c the weight decay. Only weights decay: for
 * biases and the parameters of batch norm, c is 0.
 *
 * <p>The trainer multiplies both terms by the learning rate, which is the paper's alpha times its schedule multiplier
 * eta. In the paper, alpha does not scale the decay: the paper's lambda is c times alpha, the learning rate of the
 * experiment file.
 */
@ServiceProvider(Optimizer.class)
public record Adamw(
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
    /** Defaults of {@link Adam}; weight decay 0.01. */
    public Adamw() {
        this(0.9, 0.999, 1e-8, 0.01);
    }

    /** Checks the ranges. */
    public Adamw {
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
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor direction = Adam.direction(gradient, step, beta1, beta2, epsilon);
        return step.isWeight() ? direction.add(step.parameter(), weightDecay) : direction;
    }
}
