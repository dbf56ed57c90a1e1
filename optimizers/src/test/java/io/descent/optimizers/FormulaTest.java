package io.descent.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares optimizers with the formulas of their papers, written as sums over all gradients so far instead of running
 * averages.
 */
class FormulaTest {
    private static final int STEPS = 20;

    /** Computes the direction of one element. */
    private interface Formula {
        /**
         * Returns the direction of step {@code g.length}.
         *
         * @param g the gradients of all steps so far
         * @param w the value of the parameter; 0 for a parameter that is not a weight and has no weight decay
         */
        double direction(double[] g, double w);
    }

    static Stream<Arguments> optimizers() {
        return Stream.of(
                arguments(new Momentum(0.8, true), (Formula) (g, w) -> average(0.8, g)),
                arguments(new Momentum(0.8, false), (Formula) (g, w) -> sum(0.8, g)),
                arguments(new Nesterov(), (Formula) (g, w) -> last(g) + 0.9 * sum(0.9, g)),
                arguments(new Nesterov(0.5), (Formula) (g, w) -> last(g) + 0.5 * sum(0.5, g)),
                arguments(new Rmsprop(), (Formula) (g, w) -> last(g) / (root(average(0.9, squares(g))) + 1e-8)),
                arguments(new Adagrad(), (Formula) (g, w) -> last(g) / (1e-8 + root(sum(1, squares(g))))),
                arguments(new Adagrad(0.5), (Formula) (g, w) -> last(g) / (0.5 + root(sum(1, squares(g))))),
                arguments(new Adadelta(), (Formula) (g, w) -> adadelta(0.95, 1e-6, g)),
                arguments(new Adadelta(0.7, 1e-3), (Formula) (g, w) -> adadelta(0.7, 1e-3, g)),
                arguments(new Adam(0.7, 0.95, 1e-3), (Formula) (g, w) -> adam(0.7, 0.95, 1e-3, g)),
                arguments(new Amsgrad(), (Formula) (g, w) ->
                        corrected(0.9, g) / (root(largestAverage(0.999, g) / oneMinusPower(0.999, g.length)) + 1e-8)),
                arguments(new Amsgrad(0.7, 0.6, 1e-3, false), (Formula)
                        (g, w) -> average(0.7, g) / (root(largestAverage(0.6, g)) + 1e-3)),
                arguments(new Adamw(), (Formula) (g, w) -> adam(0.9, 0.999, 1e-8, g) + 0.01 * w),
                arguments(new Adamw(0.7, 0.95, 1e-3, 0.5), (Formula) (g, w) -> adam(0.7, 0.95, 1e-3, g) + 0.5 * w),
                arguments(new Adamax(), (Formula) (g, w) -> adamax(0.9, 0.999, g)),
                arguments(new Adamax(0.7, 0.95), (Formula) (g, w) -> adamax(0.7, 0.95, g)),
                arguments(new Nadam(), (Formula) (g, w) -> nadam(0.9, 0.999, 1e-8, g)),
                arguments(new Nadam(0.7, 0.95, 1e-3), (Formula) (g, w) -> nadam(0.7, 0.95, 1e-3, g)),
                arguments(new Radam(), (Formula) (g, w) -> radam(0.9, 0.999, 1e-8, g)),
                arguments(new Radam(0.7, 0.95, 1e-3), (Formula) (g, w) -> radam(0.7, 0.95, 1e-3, g)),
                arguments(new Radam(0.7, 0.5, 1e-3), (Formula) (g, w) -> corrected(0.7, g)));
    }

    private static double adam(double beta1, double beta2, double epsilon, double[] g) {
        return corrected(beta1, g) / (root(corrected(beta2, squares(g))) + epsilon);
    }

    private static double adadelta(double rho, double epsilon, double[] g) {
        double[] directions = new double[g.length];
        for (int t = 0; t < g.length; t++) {
            double before = average(rho, squares(Arrays.copyOf(directions, t)));
            double now = average(rho, squares(Arrays.copyOf(g, t + 1)));
            directions[t] = root(before + epsilon) / root(now + epsilon) * g[t];
        }
        return last(directions);
    }

    private static double adamax(double beta1, double beta2, double[] g) {
        double u = 0;
        for (int i = 0; i < g.length; i++) {
            u = Math.max(u, power(beta2, g.length - 1 - i) * Math.abs(g[i]));
        }
        return u == 0 ? 0 : corrected(beta1, g) / u;
    }

    private static double nadam(double beta1, double beta2, double epsilon, double[] g) {
        int t = g.length;
        double m = beta1 * average(beta1, g) / oneMinusPower(beta1, t + 1)
                + (1 - beta1) * last(g) / oneMinusPower(beta1, t);
        return m / (root(corrected(beta2, squares(g))) + epsilon);
    }

    private static double radam(double beta1, double beta2, double epsilon, double[] g) {
        int t = g.length;
        double infinity = 2 / (1 - beta2) - 1;
        double rho = infinity - 2 * t * power(beta2, t) / oneMinusPower(beta2, t);
        if (rho > 4) {
            double r = root((rho - 4) / (infinity - 4) * ((rho - 2) / (infinity - 2)) * (infinity / rho));
            return r * adam(beta1, beta2, epsilon, g);
        }
        return corrected(beta1, g);
    }

    /** The largest of the averages of squared gradients up to each step. */
    private static double largestAverage(double beta, double[] g) {
        double largest = 0;
        for (int t = 1; t <= g.length; t++) {
            largest = Math.max(largest, average(beta, squares(Arrays.copyOf(g, t))));
        }
        return largest;
    }

    private static double corrected(double beta, double[] x) {
        return average(beta, x) / oneMinusPower(beta, x.length);
    }

    private static double average(double beta, double[] x) {
        return (1 - beta) * sum(beta, x);
    }

    /** The sum of x_i beta^(t - i). */
    private static double sum(double beta, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += power(beta, x.length - 1 - i) * x[i];
        }
        return sum;
    }

    private static double power(double base, int exponent) {
        double product = 1;
        for (int i = 0; i < exponent; i++) {
            product *= base;
        }
        return product;
    }

    /** 1 - beta^t as a geometric series, which avoids cancellation. */
    private static double oneMinusPower(double beta, int t) {
        double[] ones = new double[t];
        Arrays.fill(ones, 1);
        return average(beta, ones);
    }

    private static double[] squares(double[] x) {
        return Arrays.stream(x).map(each -> each * each).toArray();
    }

    private static double root(double x) {
        return Math.sqrt(x);
    }

    private static double last(double[] x) {
        return x[x.length - 1];
    }

    /** Gradients per element and step; float32 numbers, so that both precisions get the same values. */
    private static double[][] gradients() {
        double[][] gradients = new double[8][STEPS];
        for (int t = 0; t < STEPS; t++) {
            double varied = (t * 7 % 11 - 5) / 3.0;
            double[] ofStep = {
                0,
                1e-9,
                1e8 * (t % 3 - 1.5),
                varied,
                t == 0 ? 0.5 : 0,
                t < 8 ? 0 : 0.1 * varied - 0.2,
                t % 3 == 0 ? 1e-9 : t % 3 == 1 ? -1 : 1e8,
                (t % 2 == 0 ? 1 : -1) / (1.0 + t * t)
            };
            for (int i = 0; i < ofStep.length; i++) {
                gradients[i][t] = (float) ofStep[i];
            }
        }
        return gradients;
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void weightsMoveByTheFormula(Optimizer optimizer, Formula formula) {
        double[] start = {0.5, -1, 1.7, 1e-3, 0.25, 1, -3, 0};
        assertFollows(optimizer, true, start, (g, w) -> elementByElement(formula, g, w));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void biasesMoveByTheFormulaWithoutDecay(Optimizer optimizer, Formula formula) {
        double[] start = {0.5, -1, 1.7, 1e-3, 0.25, 1, -3, 0};
        assertFollows(optimizer, false, start, (g, w) -> elementByElement(formula, g, new double[w.length]));
    }

    @Test
    void lambMovesWeightsByTheirLengthAlongDecayedAdam() {
        double[] start = {0.5, -1, 1.7, 1e-3, 0.25, 1, -3, 0};
        assertFollows(
                new Lamb(),
                true,
                start,
                (g, w) -> trusted(elementByElement((h, x) -> adam(0.9, 0.999, 1e-6, h) + 0.01 * x, g, w), w));
        assertFollows(
                new Lamb(0.7, 0.95, 1e-3, 0.5),
                true,
                start,
                (g, w) -> trusted(elementByElement((h, x) -> adam(0.7, 0.95, 1e-3, h) + 0.5 * x, g, w), w));
    }

    @Test
    void lambMovesBiasesThatBeginAtZeroLikeAdamFirstAndThenByTheirLength() {
        assertFollows(
                new Lamb(),
                false,
                new double[8],
                (g, w) -> trusted(elementByElement((h, x) -> adam(0.9, 0.999, 1e-6, h), g, w), w));
    }

    private static double[] trusted(double[] r, double[] w) {
        double normOfW = root(sum(1, squares(w)));
        double normOfR = root(sum(1, squares(r)));
        double ratio = normOfW == 0 || normOfR == 0 ? 1 : normOfW / normOfR;
        return Arrays.stream(r).map(each -> each * ratio).toArray();
    }

    private static double[] elementByElement(Formula formula, double[][] g, double[] w) {
        double[] directions = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            directions[i] = formula.direction(g[i], w[i]);
        }
        return directions;
    }

    /** Computes the directions of all elements from their gradients so far and their values. */
    private interface Formulas {
        double[] directions(double[][] g, double[] w);
    }

    private static void assertFollows(Optimizer optimizer, boolean isWeight, double[] start, Formulas formulas) {
        assertFollows(optimizer, isWeight, start, formulas, Precision.FLOAT64, 1e-12);
        assertFollows(optimizer, isWeight, start, formulas, Precision.FLOAT32, 1e-5);
    }

    /** The tolerance is relative to the largest direction of an element so far. */
    private static void assertFollows(
            Optimizer optimizer,
            boolean isWeight,
            double[] start,
            Formulas formulas,
            Precision precision,
            double tolerance) {
        double[][] gradients = gradients();
        LoneParameter parameter = new LoneParameter(optimizer, precision, isWeight, start.length);
        double[] w = start.clone();
        double[] longest = new double[start.length];
        for (int t = 1; t <= STEPS; t++) {
            double[] now = new double[start.length];
            double[][] soFar = new double[start.length][];
            for (int i = 0; i < start.length; i++) {
                now[i] = gradients[i][t - 1];
                soFar[i] = Arrays.copyOf(gradients[i], t);
            }
            double[] want = formulas.directions(soFar, w);
            double[] got = parameter.direction(w, now);
            for (int i = 0; i < start.length; i++) {
                longest[i] = Math.max(longest[i], Math.abs(want[i]));
                assertThat(got[i])
                        .as("%s: element %d in step %d, %s", optimizer, i, t, precision)
                        .isCloseTo(want[i], within(tolerance * longest[i]));
                w[i] -= 0.01 * want[i];
            }
        }
    }

    /** Sutskever et al. 2013, equations 3 and 4: v = mu v - rate f'(theta + mu v); theta = theta + v. */
    @Test
    void nesterovIsWhereSutskeversFormLooksAhead() {
        double mu = 0.9;
        double rate = 0.05;
        LoneParameter parameter = new LoneParameter(new Nesterov(mu), Precision.FLOAT64, true, 1);
        double ahead = 3;
        double theta = 3;
        double v = 0;
        for (int t = 0; t < 50; t++) {
            ahead -= rate * parameter.direction(new double[] {ahead}, new double[] {4 * ahead})[0];
            v = mu * v - rate * 4 * (theta + mu * v);
            theta += v;
            assertThat(ahead).isCloseTo(theta + mu * v, within(1e-13));
        }
    }
}
