package example;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;

/** Moves every parameter by the learning rate against the sign of its gradient (Bernstein et al. 2018, arXiv:1802.04434). */
public record SignDescent() implements Optimizer {
    public boolean elementwise() {
        return true;
    }

    public Tensor toDirection(Tensor gradient, Step step) {
        return gradient.sign();
    }
}
