package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * AdaMax (Kingma and Ba 2015, arXiv:1412.6980), algorithm 2: u = max(beta2 u, |g|);
 * direction = m / ((1 - beta1^t) u). The paper's learning rate is 0.002.
 */
@ServiceProvider(Optimizer.class)
public record Adamax(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay of the average of gradients")
        double beta1,

        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay of the largest gradient; choose it above beta1")
        double beta2)
        implements Optimizer {
    /** The values of the paper. */
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
        // as long as all gradients were 0, so is m: the floor makes that 0 / floor instead of 0 / 0
        Tensor u = step.slot("u").scale(beta2).max(gradient.abs()).max(Float.MIN_NORMAL);
        return gradient.assign(m, BiasCorrection.of(beta1, t)).divide(u);
    }
}
