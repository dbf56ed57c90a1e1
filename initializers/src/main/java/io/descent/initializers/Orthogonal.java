package io.descent.initializers;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Fan;
import io.descent.api.Hyperparameter;
import io.descent.api.Initializer;
import io.descent.api.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A random orthogonal matrix times a gain (Saxe, McClelland and Ganguli 2014, arXiv:1312.6120): W W^T = gain^2 I if
 * there are no more units than inputs, W^T W = gain^2 I otherwise. Its rows are normal random vectors, made orthogonal
 * one after the other (Gram-Schmidt), or its columns if there are more units than inputs; the matrix is therefore
 * uniformly (Haar) distributed.
 */
@ServiceProvider(Initializer.class)
public record Orthogonal(
        @Hyperparameter(
                min = 0,
                minExclusive = true,
                help = "length of each row, or of each column if there are more units than inputs")
        double gain)
        implements Initializer {
    /** Default: gain 1. */
    public Orthogonal() {
        this(1);
    }

    /** Checks the range. */
    public Orthogonal {
        if (!(gain > 0) || Double.isInfinite(gain)) {
            throw new IllegalArgumentException("gain is " + gain + "; it must be above 0 and finite");
        }
    }

    @Override
    public void fill(Tensor weights, Fan fan, RandomGenerator random) {
        boolean wide = weights.rows() <= weights.columns();
        double[][] vectors =
                new double[Math.min(weights.rows(), weights.columns())][Math.max(weights.rows(), weights.columns())];
        for (int i = 0; i < vectors.length; i++) {
            Arrays.setAll(vectors[i], j -> random.nextGaussian());
            // the second pass removes the rounding errors of the first (Giraud, Langou and Rozloznik 2005)
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    add(vectors[i], vectors[j], -dot(vectors[i], vectors[j]));
                }
            }
            double length = Math.sqrt(dot(vectors[i], vectors[i]));
            for (int k = 0; k < vectors[i].length; k++) {
                vectors[i][k] /= length;
            }
        }
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                weights.set(i, j, gain * (wide ? vectors[i][j] : vectors[j][i]));
            }
        }
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * y[k];
        }
        return sum;
    }

    private static void add(double[] x, double[] y, double c) {
        for (int k = 0; k < x.length; k++) {
            x[k] += c * y[k];
        }
    }
}
