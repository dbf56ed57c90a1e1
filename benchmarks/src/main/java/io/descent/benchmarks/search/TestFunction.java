package io.descent.benchmarks.search;

import io.descent.core.search.NumberRange.Scale;
import io.descent.core.search.Space;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Test functions with known minima (Surjanovic and Bingham, Virtual Library of Simulation Experiments). */
enum TestFunction {
    BRANIN("Branin, 2", 0.397887, new double[] {-5, 0}, new double[] {10, 15}, x -> {
        double a = x[1] - 5.1 / (4 * Math.PI * Math.PI) * x[0] * x[0] + 5 / Math.PI * x[0] - 6;
        return a * a + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x[0]) + 10;
    }),
    HARTMANN_3("Hartmann, 3", -3.86278, all(3, 0), all(3, 1), x -> hartmann(x, Hartmann.A3, Hartmann.P3)),
    HARTMANN_6("Hartmann, 6", -3.32237, all(6, 0), all(6, 1), x -> hartmann(x, Hartmann.A6, Hartmann.P6)),
    ROSENBROCK(
            "Rosenbrock, 4",
            0,
            all(4, -2.048),
            all(4, 2.048),
            x -> IntStream.range(0, 3)
                    .mapToDouble(i -> 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]))
                    .sum()),
    ACKLEY("Ackley, 5", 0, all(5, -20), all(5, 32.768), x -> {
        double squares = 0;
        double cosines = 0;
        for (double each : x) {
            squares += each * each / x.length;
            cosines += StrictMath.cos(2 * Math.PI * each) / x.length;
        }
        return -20 * StrictMath.exp(-0.2 * Math.sqrt(squares)) - StrictMath.exp(cosines) + 20 + Math.E;
    }),
    LEVY("Levy, 4", 0, all(4, -10), all(4, 10), x -> {
        double[] w = new double[x.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = 1 + (x[i] - 1) / 4;
        }
        double last = w[w.length - 1];
        double sum = square(StrictMath.sin(Math.PI * w[0]))
                + square(last - 1) * (1 + square(StrictMath.sin(2 * Math.PI * last)));
        for (int i = 0; i < w.length - 1; i++) {
            sum += square(w[i] - 1) * (1 + 10 * square(StrictMath.sin(Math.PI * w[i] + 1)));
        }
        return sum;
    }),
    STYBLINSKI_TANG("Styblinski-Tang, 4", 4 * -39.16617, all(4, -5), all(4, 5), x -> {
        double sum = 0;
        for (double each : x) {
            sum += (each * each * each * each - 16 * each * each + 5 * each) / 2;
        }
        return sum;
    }),
    RASTRIGIN("Rastrigin, 3", 0, all(3, -5.12), all(3, 3.5), x -> {
        double sum = 10.0 * x.length;
        for (double each : x) {
            sum += each * each - 10 * StrictMath.cos(2 * Math.PI * each);
        }
        return sum;
    });

    /** Constants of Hartmann's functions. */
    private static final class Hartmann {
        static final double[] ALPHA = {1, 1.2, 3, 3.2};
        static final double[][] A3 = {{3, 10, 30}, {0.1, 10, 35}, {3, 10, 30}, {0.1, 10, 35}};
        static final double[][] P3 = {
            {0.3689, 0.1170, 0.2673}, {0.4699, 0.4387, 0.7470}, {0.1091, 0.8732, 0.5547}, {0.03815, 0.5743, 0.8828}
        };
        static final double[][] A6 = {
            {10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8}, {17, 8, 0.05, 10, 0.1, 14}
        };
        static final double[][] P6 = {
            {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
            {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
            {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
            {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
        };
    }

    /** The name and the number of dimensions. */
    final String title;

    /** The minimum of the function. */
    final double least;

    private final double[] from;
    private final double[] to;
    private final ToDoubleFunction<double[]> function;

    TestFunction(String title, double least, double[] from, double[] to, ToDoubleFunction<double[]> function) {
        this.title = title;
        this.least = least;
        this.from = from;
        this.to = to;
        this.function = function;
    }

    double at(double[] x) {
        return function.applyAsDouble(x);
    }

    int dimensions() {
        return from.length;
    }

    Space space() {
        Space.Builder builder = Space.builder();
        for (int i = 0; i < from.length; i++) {
            builder.number("x" + i, Scale.LINEAR, from[i], to[i]);
        }
        return builder.build();
    }

    private static double[] all(int n, double value) {
        return IntStream.range(0, n).mapToDouble(i -> value).toArray();
    }

    private static double square(double x) {
        return x * x;
    }

    private static double hartmann(double[] x, double[][] a, double[][] p) {
        double sum = 0;
        for (int i = 0; i < Hartmann.ALPHA.length; i++) {
            double exponent = 0;
            for (int j = 0; j < x.length; j++) {
                exponent += a[i][j] * square(x[j] - p[i][j]);
            }
            sum -= Hartmann.ALPHA[i] * StrictMath.exp(-exponent);
        }
        return sum;
    }
}
