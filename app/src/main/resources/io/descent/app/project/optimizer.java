package __group__;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;

/** The optimizer {@code __name__}: says what it does, and where the formula is from. */
public record __class__() implements Optimizer {
    @Override
    public boolean elementwise() {
        return true; // each element depends on nothing but the same element of gradient, parameter and slots
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        return gradient; // parameter = parameter - learningRate * direction
    }
}
