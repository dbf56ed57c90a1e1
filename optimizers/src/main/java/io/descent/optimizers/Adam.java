package io.descent.optimizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/** Adam (Kingma and Ba 2015, arXiv:1412.6980), algorithm 1. */
@ServiceProvider(Optimizer.class)
public record Adam(
        @Hyperparameter(min = 0, max = 1, maxExclusive = true, help = "decay of the average of gradients")
        double beta1,

        @Hyperparameter(min = 0, max = 1, maxExclusive = true, help = "decay of the average of squared gradients")
        double beta2,

        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "keeps the divisor above 0")
        double epsilon)
        implements Optimizer {
    /** The values of the paper. */
    public Adam() {
        this(0.9, 0.999, 1e-8);
    }

    /** Checks the ranges. */
    public Adam {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
            throw new IllegalArgumentException(
                    "beta1 %s and beta2 %s must be at least 0 and below 1, epsilon %s above 0"
                            .formatted(beta1, beta2, epsilon));
        }
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
        return gradient.assign(m, 1 / (1 - StrictMath.pow(beta1, t)))
                .divideBySqrt(v, 1 / (1 - StrictMath.pow(beta2, t)), epsilon);
    }
}
