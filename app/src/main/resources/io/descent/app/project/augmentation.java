package __group__;

import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Hyperparameter;
import java.util.random.RandomGenerator;

/** The augmentation {@code __name__}: sets random features to 0. Say here what it does, and cite its source. */
public record __class__(
        @Hyperparameter(min = 0, max = 1, help = "probability that a feature is set to 0") double probability)
        implements Augmentation {
    public __class__() {
        this(0.1);
    }

    @Override
    public void apply(Example example, RandomGenerator random) {
        for (int j = 0; j < example.size(); j++) {
            if (random.nextDouble() < probability) {
                example.set(j, 0);
            }
        }
    }
}
