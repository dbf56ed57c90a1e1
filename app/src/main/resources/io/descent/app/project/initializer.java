package __group__;

import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/** The initializer {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(random::nextGaussian).scale(Math.sqrt(1.0 / fan.in())); // variance 1 / n_in
    }
}
