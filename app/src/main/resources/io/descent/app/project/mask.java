package __group__;

import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/** The mask {@code __name__}: says what it does, and where the formula is from. */
public record __class__(
        @Hyperparameter(min = 0, minExclusive = true, max = 1, help = "the share of units that is kept") double keepProb)
        implements ActivationMask {
    public __class__() {
        this(0.8);
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random) {
        mask.fill(() -> random.nextDouble() < keepProb ? 1 / keepProb : 0); // the mean stays 1
    }
}
