package __group__;

import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightConstraint;

/** The weight constraint {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__(
        @Hyperparameter(min = 0, minExclusive = true, max = 1e6, help = "largest magnitude of a weight") double limit)
        implements WeightConstraint {
    public __class__() {
        this(0.5);
    }

    @Override
    public void project(Tensor weights, Scratch scratch) {
        weights.max(-limit).min(limit);
    }
}
