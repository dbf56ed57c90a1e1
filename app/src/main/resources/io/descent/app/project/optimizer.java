package __group__;

import io.descent.api.Optimizer;
import io.descent.api.Step;
import io.descent.api.Tensor;

/** The optimizer {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__() implements Optimizer {
    @Override
    public boolean elementwise() {
        return true; // each element depends only on the same element of gradient, parameter and slots
    }

    @Override
    public Tensor toDirection(Tensor gradient, Step step) {
        return gradient; // parameter = parameter - learningRate * direction
    }
}
