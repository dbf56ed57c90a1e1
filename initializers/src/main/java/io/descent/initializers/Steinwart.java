package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.random.RandomGenerator;

/**
 * Initial biases that let every unit bend within the data (Steinwart 2019, arXiv:1903.11482; "he+5" in RealMLP,
 * arXiv:2407.04491): b_j = -sum_k w_k z_j(i_k), where i_1, ..., i_K are random training examples, drawn with
 * replacement for each unit j, z_j is the pre-activation without bias, and the w_k are drawn from the exponential
 * distribution with mean 1 and divided by their sum. Where no examples are given, biases stay 0.
 *
 * <p>For {@code bias-initializer} only: weights would be 0.
 */
@ServiceProvider(Initializer.class)
public record Steinwart(
        @Hyperparameter(min = 1, max = 1024, help = "number K of random examples per unit")
        int examples) implements Initializer {
    /** Default from RealMLP: 5 examples. */
    public Steinwart() {
        this(5);
    }

    /** Checks the range. */
    public Steinwart {
        if (examples < 1 || examples > 1024) {
            throw new IllegalArgumentException("examples is " + examples + "; it must be from 1 to 1024");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        weights.fill(0);
    }

    @Override
    public boolean needsExamples() {
        return true;
    }

    /** Draws example and weight in turn, unit by unit. */
    @Override
    public void adapt(Tensor values, Tensor z, RandomGenerator random) {
        if (values.rows() != 1 || values.columns() != z.columns()) {
            throw new IllegalArgumentException("steinwart sets biases, not weights: use it as bias-initializer");
        }
        for (int j = 0; j < z.columns(); j++) {
            double sum = 0;
            double total = 0;
            for (int k = 0; k < examples; k++) {
                int i = (int) (random.nextDouble() * z.rows());
                double w = -StrictMath.log(1 - random.nextDouble());
                sum += w * z.get(i, j);
                total += w;
            }
            values.set(0, j, total > 0 ? -sum / total : 0);
        }
    }
}
