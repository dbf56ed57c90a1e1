package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Nadam (Dozat 2016, "Incorporating Nesterov momentum into Adam", ICLR workshop) with a constant mu = beta1 instead of
 * a schedule: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; m^ = beta1 m / (1 - beta1^(t+1)) + (1 -
 * beta1) g / (1 - beta1^t); v^ = v / (1 - beta2^t); direction = m^ / (sqrt(v^) + epsilon).
 *
 * <p>g is the gradient and t the number of the step, from 1; m and v start at 0.
 */
@ServiceProvider(Optimizer.class)
public record Nadam(
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
        double epsilon)
        implements Optimizer {
    /** Defaults of {@link Adam}. */
    public Nadam() {
        this(0.9, 0.999, 1e-8);
    }

    /** Checks the ranges. */
    public Nadam {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
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
        int t = step.number();
        Tensor m = step.slot("m").lerp(gradient, 1 - beta1);
        Tensor v = step.slot("v").lerpSquare(gradient, 1 - beta2);
        return gradient.scale((1 - beta1) * BiasCorrection.of(beta1, t))
                .add(m, beta1 * BiasCorrection.of(beta1, t + 1))
                .divideBySqrt(v, BiasCorrection.of(beta2, t), epsilon);
    }
}
