package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * AdaMax (Kingma and Ba 2015, arXiv:1412.6980, algorithm 2): m = beta1 m + (1 - beta1) g; u = max(beta2 u, |g|);
 * direction = m / ((1 - beta1^t) u).
 *
 * <p>g is the gradient and t the number of the step, from 1; m and u start at 0. As in the paper, there is an epsilon
 * neither in u nor in the denominator; where all gradients so far are 0, the direction is 0. The paper uses a learning
 * rate of 0.002.
 */
@ServiceProvider(Optimizer.class)
public record Adamax(
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
                help = "decay rate of the largest gradient magnitude; should be above beta1")
        double beta2)
        implements Optimizer {
    /** Defaults from the paper. */
    public Adamax() {
        this(0.9, 0.999);
    }

    /** Checks the ranges. */
    public Adamax {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "u");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        int t = step.number();
        Tensor m = step.slot("m").lerp(gradient, 1 - beta1);
        // while all gradients are 0, m is 0 too, and the floor turns 0 / 0 into 0 / floor
        Tensor u = step.slot("u").scale(beta2).max(gradient.abs()).max(Float.MIN_NORMAL);
        return gradient.assign(m, BiasCorrection.of(beta1, t)).divide(u);
    }
}
