package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * ADADELTA (Zeiler 2012, arXiv:1212.5701), algorithm 1: with RMS[y] = sqrt(E[y^2] + epsilon), where E is an average that
 * decays by rho, direction = RMS[dx] / RMS[g] g, and dx is the direction. Learning rate 1 is the paper's algorithm.
 */
@ServiceProvider(Optimizer.class)
public record Adadelta(
        @Hyperparameter(
                min = 0,
                max = 1,
                maxExclusive = true,
                scale = Hyperparameter.Scale.ONE_MINUS_LOG,
                help = "decay of the averages of squared gradients and squared directions")
        double rho,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "starts the movement: the first directions are about its root")
        double epsilon)
        implements Optimizer {
    /** The values of the paper. */
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
        // float32 rounds an epsilon below 1e-45 to 0, and 0 / 0 would follow
        return step.scratch(0)
                .assign(average)
                .add(epsilon)
                .max(Float.MIN_NORMAL)
                .sqrt();
    }
}
