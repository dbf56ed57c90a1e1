package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Layer-sequential unit-variance initialisation (Mishkin and Matas 2016, arXiv:1511.06422), algorithm 1: the weights
 * are {@link Orthogonal} with gain 1, then W = W / sqrt(Var(z)), from the first layer to the last. Var(z) is the
 * variance, with the divisor n, of all n pre-activations z of the layer for the first training examples. As biases are
 * 0, z grows in proportion to W, so one division suffices where the paper iterates. A layer whose pre-activations are
 * all equal keeps its weights.
 */
@ServiceProvider(Initializer.class)
public record Lsuv() implements Initializer {
    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        new Orthogonal().fill(weights, fan, random);
    }

    @Override
    public boolean needsExamples() {
        return true;
    }

    @Override
    public void adapt(Tensor values, Tensor z, RandomGenerator random) {
        long n = (long) z.rows() * z.columns();
        double sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.columns(); j++) {
                sum += z.get(i, j);
            }
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < z.rows(); i++) {
            for (int j = 0; j < z.columns(); j++) {
                squares += (z.get(i, j) - mean) * (z.get(i, j) - mean);
            }
        }
        double scale = 1 / Math.sqrt(squares / n);
        if (!Double.isInfinite(scale)) {
            values.scale(scale);
        }
    }
}
