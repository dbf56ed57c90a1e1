package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/**
 * AdaGrad (Duchi, Hazan and Singer 2011, figure 1 with diagonal matrices and no regularizer): s = s + g^2; direction =
 * g / (sqrt(s) + epsilon).
 *
 * <p>g is the gradient; s starts at 0. The paper's s is the square root of this one.
 */
@ServiceProvider(Optimizer.class)
public record Adagrad(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "added to the denominator for numerical stability (outside the square root)")
        double epsilon)
        implements Optimizer {
    /** Default: epsilon 1e-8, negligible next to any gradient that matters. */
    public Adagrad() {
        this(1e-8);
    }

    /** Checks the range. */
    public Adagrad {
        Ranges.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slots() {
        return List.of("s");
    }

    @Override
    public boolean elementwise() {
        return true;
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor s = step.slot("s").addProduct(gradient, gradient, 1);
        return gradient.divideBySqrt(s, 1, epsilon);
    }
}
