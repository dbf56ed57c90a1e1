package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Momentum (Polyak 1964): v = beta v + (1 - beta) g with dampening, an exponentially weighted average of the gradients,
 * and v = beta v + g without it; direction = v.
 *
 * <p>g is the gradient; v starts at 0 and has no bias correction. Without dampening (Polyak's form, usual in PyTorch
 * and Keras), steps become up to 1 / (1 - beta) times as long.
 */
@ServiceProvider(Optimizer.class)
public record Momentum(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of v: the share that is kept at each step")
        double beta,

        @Hyperparameter(help = "whether gradients are multiplied by 1 - beta before they are added to v")
        boolean dampening)
        implements Optimizer {
    /** Defaults: beta 0.9 with dampening, an average over about the last ten gradients. */
    public Momentum() {
        this(0.9, true);
    }

    /** Checks the range. */
    public Momentum {
        Ranges.decay("beta", beta);
    }

    @Override
    public List<String> slots() {
        return List.of("v");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor v = step.slot("v");
        return dampening ? v.lerp(gradient, 1 - beta) : v.scale(beta).add(gradient);
    }
}
