package io.descent.regularizers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightConstraint;

/**
 * Max-norm (Srebro and Shraibman 2005; for units: Srivastava et al. 2014, section 5.1): the Euclidean norm of the
 * incoming weights w of each unit stays at most limit. After an update that exceeds it, w = limit / ||w|| w. Biases are
 * not limited.
 */
@ServiceProvider(Regularizer.class)
public record MaxNorm(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                scale = Hyperparameter.Scale.LOG,
                help = "largest Euclidean norm of the incoming weights of a unit")
        double limit)
        implements WeightConstraint {
    /** Default: limit 3, of the 3 to 4 that the paper calls typical (appendix A.4). */
    public MaxNorm() {
        this(3);
    }

    /** Checks the range. */
    public MaxNorm {
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be above 0 and finite");
        }
    }

    @Override
    public void project(Tensor weights, Scratch scratch) {
        for (int unit = 0; unit < weights.rows(); unit++) { // by index: a view of each row would allocate
            double squares = 0;
            for (int j = 0; j < weights.columns(); j++) {
                double w = weights.get(unit, j);
                squares += w * w;
            }
            double norm = Math.sqrt(squares);
            if (norm > limit) {
                for (int j = 0; j < weights.columns(); j++) {
                    weights.set(unit, j, weights.get(unit, j) * (limit / norm));
                }
            }
        }
    }
}
