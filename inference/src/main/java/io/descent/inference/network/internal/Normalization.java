package io.descent.inference.network.internal;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.List;

/**
 * Scales every feature of the train set to mean 0 and standard deviation 1: (x - mean) / deviation. Mean and deviation
 * are learnt from the train set and used unchanged everywhere else.
 */
public final class Normalization {
    private final double[] mean;
    private final double[] deviation;
    private final boolean identity;

    /**
     * Creates a normalisation from known means and deviations.
     *
     * @param deviation positive numbers
     * @throws IllegalArgumentException if the lengths differ or a number is out of range
     */
    public Normalization(double[] mean, double[] deviation) {
        if (mean.length != deviation.length) {
            throw new IllegalArgumentException("%d means, but %d deviations".formatted(mean.length, deviation.length));
        }
        for (int j = 0; j < mean.length; j++) {
            if (!Double.isFinite(mean[j]) || !(deviation[j] > 0) || Double.isInfinite(deviation[j])) {
                throw new IllegalArgumentException(
                        "feature %d has mean %s and deviation %s; expected finite numbers and a deviation above 0"
                                .formatted(j, mean[j], deviation[j]));
            }
        }
        this.identity = Arrays.stream(mean).allMatch(m -> m == 0)
                && Arrays.stream(deviation).allMatch(d -> d == 1);
        this.mean = mean.clone();
        this.deviation = deviation.clone();
    }

    /** Leaves every feature as it is. */
    public static Normalization identity(int features) {
        double[] ones = new double[features];
        Arrays.fill(ones, 1);
        return new Normalization(new double[features], ones);
    }

    /**
     * Learns mean and population standard deviation (divisor m) of every column in two passes. A constant column gets
     * deviation 1.
     *
     * @param train (examples x features)
     * @param names of the features
     * @throws InvalidInputException if the squares of a feature exceed the range of float64
     */
    public static Normalization learn(ArrayTensor train, List<String> names) {
        int features = train.columns();
        double[] mean = new double[features];
        double[] deviation = new double[features];
        int m = train.rows();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < features; j++) {
                mean[j] += train.get(i, j);
            }
        }
        for (int j = 0; j < features; j++) {
            mean[j] /= m;
        }
        boolean[] varies = new boolean[features];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < features; j++) {
                double x = train.get(i, j);
                double distance = x - mean[j];
                deviation[j] += distance * distance;
                varies[j] |= x != train.get(0, j);
            }
        }
        for (int j = 0; j < features; j++) {
            deviation[j] = Math.sqrt(deviation[j] / m);
            if (!Double.isFinite(mean[j]) || !Double.isFinite(deviation[j])) {
                throw new InvalidInputException("the feature '%s' has values too large to be normalised; scale it down"
                        .formatted(names.get(j)));
            }
            if (!varies[j] || !(deviation[j] > 0)) {
                mean[j] = train.get(0, j); // the sum may have rounded: a constant must become exactly 0
                deviation[j] = 1;
            }
        }
        return new Normalization(mean, deviation);
    }

    /** Normalises all rows of a tensor in place. */
    public void apply(ArrayTensor features) {
        if (identity) {
            return;
        }
        features.standardize(mean, deviation);
    }

    /** Whether it leaves every feature as it is. */
    public boolean isIdentity() {
        return identity;
    }

    /** The means, one per feature. */
    public double[] mean() {
        return mean.clone();
    }

    /** The divisors, one per feature. */
    public double[] deviation() {
        return deviation.clone();
    }
}
