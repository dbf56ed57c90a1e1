package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Normal distribution with mean 0 and variance 1 / n_in, then the weights w of each unit become w / sigma, where sigma
 * is the standard deviation of the unit's pre-activations z over the first training examples, with the divisor n. So
 * every unit starts with variance 1, where {@link Lsuv} gives it to the layer as a whole. A unit whose pre-activations
 * are all equal keeps its weights. The initializer of RealMLP (Holzmueller, Grinsztajn and Steinwart 2024,
 * arXiv:2407.04491).
 *
 * <p>n_in is the number of inputs of the layer. For weights only.
 */
@ServiceProvider(Initializer.class)
public record UnitVariance() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        Variance.normal(weights, 1.0 / fan.in(), random);
    }

    @Override
    public boolean needsExamples() {
        return true;
    }

    @Override
    public void adapt(Tensor values, Tensor z, RandomGenerator random) {
        if (values.rows() != z.columns()) {
            throw new IllegalArgumentException("unit-variance sets weights, not biases: use it as initializer");
        }
        int n = z.rows();
        for (int j = 0; j < z.columns(); j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += z.get(i, j);
            }
            double mean = sum / n;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += (z.get(i, j) - mean) * (z.get(i, j) - mean);
            }
            double scale = 1 / Math.sqrt(squares / n);
            if (!Double.isInfinite(scale)) {
                values.row(j).scale(scale);
            }
        }
    }
}
