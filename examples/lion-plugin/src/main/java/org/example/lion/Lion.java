package org.example.lion;

import io.descent.api.Hyperparameter;
import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;
import java.util.List;

/** Lion (Chen et al. 2023, arXiv:2302.06675, algorithm 2, no weight decay): the sign of an average of gradients. */
public record Lion(@Hyperparameter(min = 0, max = 1) double beta1, @Hyperparameter(min = 0, max = 1) double beta2)
        implements Optimizer {
    public Lion() {
        this(0.9, 0.99);
    }

    public List<String> slots() {
        return List.of("m");
    }

    public boolean elementwise() {
        return true;
    }

    public Tensor toDirection(Tensor gradient, Step step) {
        Tensor m = step.slot("m");
        Tensor direction = step.scratch(0).assign(m).lerp(gradient, 1 - beta1).sign();
        m.lerp(gradient, 1 - beta2);
        return direction;
    }
}
