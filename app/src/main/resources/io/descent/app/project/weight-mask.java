package __group__;

import io.descent.api.Hyperparameter;
import io.descent.api.Progress;
import io.descent.api.Tensor;
import io.descent.api.WeightMask;
import java.util.random.RandomGenerator;

/** The weight mask {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__(
        @Hyperparameter(min = 0, minExclusive = true, max = 1, help = "share of weights kept; 1 means that all are")
        double keepProb)
        implements WeightMask {
    public __class__() {
        this(0.8);
    }

    @Override
    public void fill(Tensor mask, RandomGenerator random, Progress progress) {
        mask.fill(() -> random.nextDouble() < keepProb ? 1 / keepProb : 0); // the factors have mean 1
    }
}
