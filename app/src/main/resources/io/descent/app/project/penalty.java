package __group__;

import io.descent.api.Hyperparameter;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightPenalty;

/** The penalty {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__(
        @Hyperparameter(min = 0, scale = Hyperparameter.Scale.LOG, help = "strength of the penalty; 0 turns it off")
        double lambda)
        implements WeightPenalty {
    public __class__() {
        this(0.1);
    }

    @Override
    public double penalty(Tensor weights, Scratch scratch) {
        return lambda / 2 * weights.dot(weights);
    }

    @Override
    public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
        gradient.add(weights, lambda * scale);
    }
}
