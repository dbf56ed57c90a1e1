package io.descent.core.search;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * A Gaussian process (Rasmussen and Williams 2006, algorithm 2.1) with the Matern 5/2 kernel and a length scale per
 * dimension. Length scales and noise maximise the marginal likelihood times a weak prior, found by a pattern search.
 */
final class Surrogate {
    private static final double MEAN_LOG_LENGTH = StrictMath.log(0.5);
    private static final double MEAN_LOG_NOISE = StrictMath.log(1e-3);
    private static final double LEAST_LOG_NOISE = StrictMath.log(1e-6);
    private static final double NOISE_DEVIATION = 2;
    private static final double FIRST_STEP = 1;
    private static final double LAST_STEP = 0.1;
    private static final double ROOT_5 = Math.sqrt(5);

    private final Features[] x;
    private final double[] y;
    /** Logarithms of the length scales, followed by that of the noise share. */
    private final double[] logs;

    private final double mean;
    private final double variance;
    private final double[][] lower;
    private final double[] weights;
    private final double likelihood;

    private Surrogate(Features[] x, double[] y, double[] logs) {
        this.x = x;
        this.y = y;
        this.logs = logs;
        int n = y.length;
        double[][] kernel = new double[n][n];
        double noise = StrictMath.exp(logs[logs.length - 1]);
        double[] inverse = inverseLengths(logs);
        for (int i = 0; i < n; i++) {
            kernel[i][i] = 1 + noise;
            for (int j = 0; j < i; j++) {
                kernel[i][j] = kernel[j][i] = matern(x[i].distance(x[j], inverse));
            }
        }
        lower = new CholeskyDecomposition(new Array2DRowRealMatrix(kernel, false))
                .getL()
                .getData();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] first = forward(ones);
        mean = dot(first, forward(y)) / dot(first, first); // the maximum likelihood estimate of a constant mean
        double[] centred = new double[n];
        for (int i = 0; i < n; i++) {
            centred[i] = y[i] - mean;
        }
        double[] white = forward(centred);
        variance = Math.max(1e-12, dot(white, white) / n);
        weights = backward(white);
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            logDeterminant += 2 * StrictMath.log(lower[i][i]);
        }
        double prior = 0;
        for (int i = 0; i < logs.length - 1; i++) {
            prior += square(logs[i] - MEAN_LOG_LENGTH);
        }
        prior += square((logs[logs.length - 1] - MEAN_LOG_NOISE) / NOISE_DEVIATION);
        likelihood = -0.5 * (n * StrictMath.log(variance) + logDeterminant + prior);
    }

    /**
     * Fits a process.
     *
     * @param x the observed points, at least one
     * @param y the observed value of each
     */
    static Surrogate fit(Features[] x, double[] y) {
        double[] logs = new double[x[0].dimensions() + 1];
        Arrays.fill(logs, MEAN_LOG_LENGTH);
        logs[logs.length - 1] = MEAN_LOG_NOISE;
        Surrogate best = new Surrogate(x, y, logs);
        for (double step = FIRST_STEP; step >= LAST_STEP; ) {
            boolean better = false;
            for (int i = 0; i < logs.length; i++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] moved = best.logs.clone();
                    moved[i] += sign * step;
                    if (moved[logs.length - 1] >= LEAST_LOG_NOISE) {
                        Surrogate other = new Surrogate(x, y, moved);
                        if (other.likelihood > best.likelihood) {
                            best = other;
                            better = true;
                        }
                    }
                }
            }
            step = better ? step : step / 2;
        }
        return best;
    }

    /** The same process after one more observation. */
    Surrogate with(Features more, double value) {
        Features[] longer = Arrays.copyOf(x, x.length + 1);
        double[] values = Arrays.copyOf(y, y.length + 1);
        longer[x.length] = more;
        values[y.length] = value;
        return new Surrogate(longer, values, logs);
    }

    private static double[] inverseLengths(double[] logs) {
        double[] inverse = new double[logs.length - 1];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = StrictMath.exp(-logs[i]);
        }
        return inverse;
    }

    /** The prediction at a point. */
    Prediction predict(Features at) {
        double[] inverse = inverseLengths(logs);
        double[] kernel = new double[y.length];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = matern(x[i].distance(at, inverse));
        }
        double[] white = forward(kernel);
        double left = Math.max(0, 1 - dot(white, white));
        return new Prediction(mean + dot(kernel, weights), Math.sqrt(variance * left));
    }

    /**
     * A normal distribution.
     *
     * @param deviation at least 0
     */
    record Prediction(double mean, double deviation) {}

    private static double matern(double distance) {
        double r = ROOT_5 * distance;
        return (1 + r + r * r / 3) * StrictMath.exp(-r);
    }

    private double[] forward(double[] right) {
        double[] solution = right.clone();
        for (int i = 0; i < solution.length; i++) {
            double[] row = lower[i];
            double sum = solution[i];
            for (int j = 0; j < i; j++) {
                sum -= row[j] * solution[j];
            }
            solution[i] = sum / row[i];
        }
        return solution;
    }

    private double[] backward(double[] right) {
        double[] solution = right.clone();
        for (int i = solution.length - 1; i >= 0; i--) {
            solution[i] /= lower[i][i];
            for (int j = 0; j < i; j++) {
                solution[j] -= lower[i][j] * solution[i];
            }
        }
        return solution;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double square(double a) {
        return a * a;
    }
}
