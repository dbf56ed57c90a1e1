package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020, arXiv:1908.03265, algorithm 2): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 -
 * beta2) g^2; m^ = m / (1 - beta1^t); v^ = v / (1 - beta2^t); rho_inf = 2 / (1 - beta2) - 1; rho_t = rho_inf - 2 t
 * beta2^t / (1 - beta2^t).
 *
 * <p>Where the variance of the adaptive learning rate is tractable (rho_t &gt; 4), direction = r_t m^ / (sqrt(v^) +
 * epsilon) with r_t = sqrt((rho_t - 4) (rho_t - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho_t)). Before that,
 * direction = m^, momentum without a denominator. g is the gradient and t the number of the step, from 1; m and v start
 * at 0. The paper omits epsilon; here, it is added as in {@link Adam}.
 */
@ServiceProvider(Optimizer.class)
public record Radam(
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
    public Radam() {
        this(0.9, 0.999, 1e-8);
    }

    /** Checks the ranges. */
    public Radam {
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
        Tensor mHat = gradient.assign(m, BiasCorrection.of(beta1, t));
        double correction = BiasCorrection.of(beta2, t);
        double rhoInf = 2 / (1 - beta2) - 1;
        double rho = rhoInf - 2.0 * t * (correction - 1); // beta2^t / (1 - beta2^t) = correction - 1
        if (rho <= 4) {
            return mHat;
        }
        double r = Math.sqrt((rho - 4) * (rho - 2) * rhoInf / ((rhoInf - 4) * (rhoInf - 2) * rho));
        return mHat.scale(r).divideBySqrt(v, correction, epsilon);
    }
}
