package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Schedule-Free AdamW (Defazio et al. 2024, arXiv:2405.15682), algorithm 1. In update t, with the learning rate gamma:
 *
 * <pre>
 * y_t = (1 - beta1) z_t + beta1 x_t
 * v_t = beta2 v_(t-1) + (1 - beta2) g(y_t)^2
 * gamma_t = gamma sqrt(1 - beta2^t)
 * z_(t+1) = z_t - gamma_t g(y_t) / (sqrt(v_t) + epsilon) - gamma_t lambda y_t
 * x_(t+1) = (1 - c_(t+1)) x_t + c_(t+1) z_(t+1),  c_(t+1) = gamma_t^2 / (gamma_1^2 + ... + gamma_t^2)
 * </pre>
 *
 * <p>The parameter that is trained is y. The network is evaluated and saved at the average x. Gamma is the learning
 * rate after the schedule; a warm-up is the only schedule that the paper uses. Lambda, weightDecay, applies to weights
 * only. z_1 = x_1 are the initial parameters.
 */
@ServiceProvider(Optimizer.class)
public record ScheduleFreeAdamw(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "share of the average x in y, where gradients are computed; acts like momentum")
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
                help = "added to the denominator for numerical stability (outside the square root)")
        double epsilon,

        @Hyperparameter(
                min = 0,
                scale = Hyperparameter.Scale.LOG,
                help = "weight decay: this times the weight is added to its direction; 0 turns it off")
        double weightDecay)
        implements Optimizer {
    /** Defaults of {@link Adamw}, whose betas and epsilon are those of the paper. */
    public ScheduleFreeAdamw() {
        this(0.9, 0.999, 1e-8, 0.01);
    }

    /** Checks the ranges. */
    public ScheduleFreeAdamw {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
        Ranges.notNegative("weight-decay", weightDecay);
    }

    @Override
    public List<String> slots() {
        return List.of("z", "x", "v", "s");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        double gamma = step.learningRate() / Math.sqrt(BiasCorrection.of(beta2, step.number()));
        ScheduleFree.follow(step, beta1);
        Tensor v = step.slot("v").lerpSquare(gradient, 1 - beta2);
        Tensor ascent = gradient.divideBySqrt(v, 1, epsilon);
        if (step.isWeight()) {
            ascent.add(step.parameter(), weightDecay);
        }
        step.slot("z").add(ascent, -gamma);
        return ScheduleFree.direction(gradient, step, beta1, gamma * gamma);
    }

    @Override
    public Tensor evaluated(Step step) {
        return step.slot("x");
    }
}
