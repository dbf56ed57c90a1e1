package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Nesterov's accelerated gradient for neural networks (Sutskever et al. 2013), in the form of Bengio,
 * Boulanger-Lewandowski and Pascanu 2012 (arXiv:1212.0901, section 3.5), whose parameters are Nesterov's look-ahead
 * point: v = beta v + g; direction = g + beta v.
 *
 * <p>g is the gradient; v starts at 0. There is no dampening.
 */
@ServiceProvider(Optimizer.class)
public record Nesterov(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of v: the share that is kept at each step")
        double beta)
        implements Optimizer {
    /** Default: beta 0.9. Steps are then about ten times as long as those of gradient descent. */
    public Nesterov() {
        this(0.9);
    }

    /** Checks the range. */
    public Nesterov {
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
        Tensor v = step.slot("v").scale(beta).add(gradient);
        return gradient.add(v, beta);
    }
}
