package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/** Momentum (Polyak 1964) as an exponentially weighted average of gradients: v = beta v + (1 - beta) g. */
@ServiceProvider(Optimizer.class)
public record Momentum(
        @Hyperparameter(min = 0, max = 1, maxExclusive = true, help = "how much of the average stays at each step")
        double beta)
        implements Optimizer {
    /** Beta 0.9: about the last ten gradients. */
    public Momentum() {
        this(0.9);
    }

    /** Checks the range. */
    public Momentum {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be at least 0 and below 1");
        }
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
        return step.slot("v").lerp(gradient, 1 - beta);
    }
}
