package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * AMSGrad (Reddi, Kale and Kumar 2018, arXiv:1904.09237, algorithm 2): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 -
 * beta2) g^2; v_max = max(v_max, v), the paper's v^; direction = m / (sqrt(v_max) + epsilon).
 *
 * <p>With bias correction, as in Keras and PyTorch, m and v_max are divided by 1 - beta1^t and 1 - beta2^t, as in
 * {@link Adam}; the paper has none. g is the gradient and t the number of the step, from 1; m, v and v_max start at 0.
 * The paper has no epsilon; here, it is added as in Adam.
 */
@ServiceProvider(Optimizer.class)
public record Amsgrad(
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
                        "added to the denominator for numerical stability (outside the square root, after any bias correction)")
        double epsilon,

        @Hyperparameter(help = "whether to apply Adam's bias correction; false gives the paper's algorithm")
        boolean biasCorrection)
        implements Optimizer {
    /** Defaults of {@link Adam}, with bias correction. */
    public Amsgrad() {
        this(0.9, 0.999, 1e-8, true);
    }

    /** Checks the ranges. */
    public Amsgrad {
        Ranges.decay("beta1", beta1);
        Ranges.decay("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("m", "v", "v_max");
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
        Tensor vMax = step.slot("v_max").max(v);
        return biasCorrection
                ? gradient.assign(m, BiasCorrection.of(beta1, t))
                        .divideBySqrt(vMax, BiasCorrection.of(beta2, t), epsilon)
                : gradient.assign(m).divideBySqrt(vMax, 1, epsilon);
    }
}
