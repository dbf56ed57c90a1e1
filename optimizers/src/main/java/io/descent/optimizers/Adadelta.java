package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * ADADELTA (Zeiler 2012, arXiv:1212.5701, algorithm 1): E[g^2] = rho E[g^2] + (1 - rho) g^2; direction = RMS[dx] /
 * RMS[g] g; E[dx^2] = rho E[dx^2] + (1 - rho) direction^2, where RMS[y] = sqrt(E[y^2] + epsilon).
 *
 * <p>g is the gradient; both averages start at 0. A learning rate of 1 gives the paper's algorithm.
 */
@ServiceProvider(Optimizer.class)
public record Adadelta(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay rate of the averages of squared gradients and squared directions")
        double rho,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help =
                        "added inside both square roots; sets the size of the first direction, at most sqrt(epsilon / (1 - rho))")
        double epsilon)
        implements Optimizer {
    /** Defaults from the paper. */
    public Adadelta() {
        this(0.95, 1e-6);
    }

    /** Checks the ranges. */
    public Adadelta {
        Ranges.decay("rho", rho);
        Ranges.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("g", "dx");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor g = step.slot("g").lerpSquare(gradient, 1 - rho);
        Tensor dx = step.slot("dx");
        Tensor direction = gradient.multiply(rms(dx, step)).divide(rms(g, step));
        dx.lerpSquare(direction, 1 - rho);
        return direction;
    }

    private Tensor rms(Tensor average, Step step) {
        // float32 rounds an epsilon below 1e-45 to 0, which could lead to 0 / 0
        return step.scratch(0)
                .assign(average)
                .add(epsilon)
                .max(Float.MIN_NORMAL)
                .sqrt();
    }
}
