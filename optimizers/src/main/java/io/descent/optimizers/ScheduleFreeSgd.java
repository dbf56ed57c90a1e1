package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Schedule-Free SGD (Defazio et al. 2024, arXiv:2405.15682), section 2. In update t, with the learning rate gamma_t:
 *
 * <pre>
 * y_t = (1 - beta) z_t + beta x_t
 * z_(t+1) = z_t - gamma_t g(y_t)
 * x_(t+1) = (1 - c_(t+1)) x_t + c_(t+1) z_(t+1),  c_(t+1) = gamma_t^2 / (gamma_1^2 + ... + gamma_t^2)
 * </pre>
 *
 * <p>The parameter that is trained is y. The network is evaluated and saved at the average x, which takes the place of
 * a decreasing learning rate. So no schedule is needed, except perhaps a warm-up. The learning rate is about that of
 * gradient descent, which is this optimizer without averaging. z_1 = x_1 are the initial parameters.
 */
@ServiceProvider(Optimizer.class)
public record ScheduleFreeSgd(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "share of the average x in y, where gradients are computed; acts like momentum")
        double beta)
        implements Optimizer {
    /** Default from the paper: beta 0.9. */
    public ScheduleFreeSgd() {
        this(0.9);
    }

    /** Checks the range. */
    public ScheduleFreeSgd {
        Ranges.decay("beta", beta);
    }

    @Override
    public List<String> slots() {
        return List.of("z", "x", "s");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        double gamma = step.learningRate();
        ScheduleFree.follow(step, beta);
        step.slot("z").add(gradient, -gamma);
        return ScheduleFree.direction(gradient, step, beta, gamma * gamma);
    }

    @Override
    public Tensor evaluated(Step step) {
        return step.slot("x");
    }
}
