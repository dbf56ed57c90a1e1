package __group__;

import io.descent.api.ActivationMask;
import io.descent.api.Hyperparameter;
import io.descent.api.Progress;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/** The mask {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__(
        @Hyperparameter(min = 0, minExclusive = true, max = 1, help = "share of activations kept; 1 means no dropout")
        double keepProb)
        implements ActivationMask {
    public __class__() {
        this(0.8);
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random, Progress progress) {
        mask.fill(() -> random.nextDouble() < keepProb ? 1 / keepProb : 0); // the factors have mean 1
    }
}
