package io.descent.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimizers that evaluate at an average, against the formulas of their papers in float64. */
class AveragingTest {
    private static final int STEPS = LoneParameter.STEPS;
    private static final double[] START = {1, -2, 0.5};

    /** Moves a parameter as the trainer does. */
    private static final class Walk {
        private final LoneParameter parameter;
        private final boolean isNarrow;
        private double[] at;

        Walk(Optimizer optimizer, Precision precision, boolean isWeight, double... start) {
            parameter = new LoneParameter(optimizer, precision, isWeight, start.length);
            isNarrow = precision == Precision.FLOAT32;
            at = start.clone();
        }

        void step(double rate, double... gradient) {
            parameter.rate(rate);
            double[] direction = parameter.direction(at, gradient);
            for (int i = 0; i < at.length; i++) {
                move(i, -rate * direction[i]);
            }
        }

        void move(int i, double distance) {
            at[i] = isNarrow ? (float) (at[i] + distance) : at[i] + distance;
        }

        double[] evaluated() {
            return parameter.evaluated(at);
        }
    }

    /** A gradient that depends on the step alone; float32 numbers, so that both precisions get the same values. */
    private static double[] gradient(int t) {
        Random random = new Random(t);
        double[] gradient = new double[START.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (float) random.nextGaussian();
        }
        return gradient;
    }

    /** A warm-up over ten steps, the first with a rate of 0, then a constant rate, then a smaller one. */
    private static double rate(int t) {
        return t <= 10 ? 0.1 * (t - 1) / 10 : t < 30 ? 0.1 : 0.03;
    }

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT32 ? 1e-5 : 1e-13;
    }

    private static void assertNear(double[] found, double[] expected, double tolerance, int t) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("element %d after step %d", i, t).isCloseTo(expected[i], within(tolerance));
        }
    }

    /** Equations 3 to 5 of the paper, with the average as a weighted sum over all z instead of a recursion. */
    @ParameterizedTest
    @EnumSource
    void scheduleFreeSgdTrainsAtYAndEvaluatesAtX(Precision precision) {
        double beta = 0.8;
        Walk walk = new Walk(new ScheduleFreeSgd(beta), precision, true, START);
        double[] z = START.clone();
        double[] weighted = new double[START.length];
        double weights = 0;
        for (int t = 1; t <= STEPS; t++) {
            double gamma = rate(t);
            walk.step(gamma, gradient(t));
            double[] x = new double[START.length];
            double[] y = new double[START.length];
            weights += gamma * gamma;
            for (int i = 0; i < START.length; i++) {
                z[i] -= gamma * gradient(t)[i];
                weighted[i] += gamma * gamma * z[i];
                x[i] = weights == 0 ? START[i] : weighted[i] / weights;
                y[i] = (1 - beta) * z[i] + beta * x[i];
            }
            assertNear(walk.at, y, tolerance(precision), t);
            assertNear(walk.evaluated(), x, tolerance(precision), t);
        }
    }

    /** With beta 0.5 and a rate of 0.5: z is 1, 0.5, -0.5; x is 1, 0.5, 0; y is 1, 0.5, -0.25. */
    @Test
    void scheduleFreeSgdByHand() {
        LoneParameter parameter = new LoneParameter(new ScheduleFreeSgd(0.5), Precision.FLOAT64, true, 1);
        parameter.rate(0.5);
        assertThat(parameter.direction(new double[] {1}, new double[] {1})).containsExactly(1);
        assertThat(parameter.evaluated(0.5)).containsExactly(0.5);
        assertThat(parameter.direction(new double[] {0.5}, new double[] {2})).containsExactly(1.5);
        assertThat(parameter.evaluated(-0.25)).containsExactly(0);
    }

    /** Algorithm 1 of the paper, line by line. */
    @ParameterizedTest
    @EnumSource
    void scheduleFreeAdamwIsAlgorithm1(Precision precision) {
        for (boolean isWeight : new boolean[] {true, false}) {
            double beta1 = 0.8;
            double beta2 = 0.95;
            double lambda = isWeight ? 0.3 : 0;
            Walk walk = new Walk(new ScheduleFreeAdamw(beta1, beta2, 1e-3, 0.3), precision, isWeight, START);
            double[] x = START.clone();
            double[] y = START.clone();
            double[] z = START.clone();
            double[] v = new double[START.length];
            double power = 1;
            double squares = 0;
            for (int t = 1; t <= STEPS; t++) {
                walk.step(rate(t), gradient(t));
                power *= beta2;
                double gamma = rate(t) * Math.sqrt(1 - power);
                squares += gamma * gamma;
                double c = squares == 0 ? 0 : gamma * gamma / squares;
                for (int i = 0; i < START.length; i++) {
                    double g = gradient(t)[i];
                    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                    z[i] -= gamma * g / (Math.sqrt(v[i]) + 1e-3) + gamma * lambda * y[i];
                    x[i] = (1 - c) * x[i] + c * z[i];
                    y[i] = (1 - beta1) * z[i] + beta1 * x[i];
                }
                assertNear(walk.at, y, tolerance(precision), t);
                assertNear(walk.evaluated(), x, tolerance(precision), t);
            }
        }
    }

    /** Beta1 is 0, so y is z; the first step goes by the rate, the second by its root of 1 - beta2^2. */
    @Test
    void scheduleFreeAdamwByHand() {
        LoneParameter parameter =
                new LoneParameter(new ScheduleFreeAdamw(0, 0.75, 1e-300, 0), Precision.FLOAT64, true, 1);
        parameter.rate(0.1);
        // v = 4, gamma = 0.1 sqrt(0.25), so z moves by 0.05 * 4 / 2
        assertThat(parameter.direction(new double[] {1}, new double[] {4})[0]).isCloseTo(1, within(1e-14));
        // v = 3 + 4, gamma = 0.1 sqrt(1 - 0.75^2)
        double[] second = parameter.direction(new double[] {0.9}, new double[] {4});
        assertThat(second[0]).isCloseTo(Math.sqrt(0.4375) * 4 / Math.sqrt(7), within(1e-14));
        // weights 0.25 and 0.4375
        double z = 0.9 - 0.1 * second[0];
        assertThat(parameter.evaluated(z)[0]).isCloseTo((0.25 * 0.9 + 0.4375 * z) / 0.6875, within(1e-14));
    }

    /** Where the trainer moves the parameter by itself, for a weight decay or a constraint, x and z go along. */
    @Test
    void scheduleFreeKeepsWhatTheTrainerAdds() {
        Walk alone = new Walk(new ScheduleFreeSgd(), Precision.FLOAT64, true, START);
        Walk moved = new Walk(new ScheduleFreeSgd(), Precision.FLOAT64, true, START);
        for (int t = 1; t <= 20; t++) {
            alone.step(0.1, gradient(t));
            moved.step(0.1, gradient(t));
            if (t == 7) {
                moved.move(1, 0.25);
            }
        }
        assertThat(moved.at[1]).isCloseTo(alone.at[1] + 0.25, within(1e-14));
        assertThat(moved.evaluated()[1]).isCloseTo(alone.evaluated()[1] + 0.25, within(1e-14));
        assertThat(moved.at[0]).isCloseTo(alone.at[0], within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-45, 1e-300})
    void withoutALearningRateNothingMovesAndNothingBreaks(double none) {
        for (Optimizer optimizer : new Optimizer[] {
            new ScheduleFreeSgd(), new ScheduleFreeAdamw(), new Lookahead(new GradientDescent(), 1, 0.5)
        }) {
            for (Precision precision : Precision.values()) {
                Walk walk = new Walk(optimizer, precision, true, START);
                walk.step(none, gradient(1));
                walk.step(none, gradient(2));
                assertThat(walk.at).isEqualTo(START);
                walk.step(0.1, gradient(3));
                assertThat(walk.at[0]).isFinite().isNotEqualTo(START[0]);
                double[] before = walk.at.clone();
                walk.step(none, gradient(4));
                assertNear(walk.at, before, 1e-6, 4);
                assertThat(walk.evaluated()[0]).isFinite();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void emaEvaluatesAtTheWeightedMeanOfAllParametersSoFar(Precision precision) {
        double decay = 0.9;
        Walk walk = new Walk(new Ema(new Momentum(0.5, false), decay), precision, true, START);
        Walk alone = new Walk(new Momentum(0.5, false), precision, true, START);
        double[][] path = new double[STEPS + 1][];
        for (int t = 1; t <= STEPS; t++) {
            walk.step(0.1, gradient(t));
            alone.step(0.1, gradient(t));
            assertThat(walk.at).isEqualTo(alone.at);
            path[t] = walk.at.clone();
            double[] mean = new double[START.length];
            double weights = 0;
            double weight = 1;
            for (int i = t; i >= 1; i--) {
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += weight * path[i][j];
                }
                weights += weight;
                weight *= decay;
            }
            for (int j = 0; j < mean.length; j++) {
                mean[j] /= weights;
            }
            assertNear(walk.evaluated(), mean, tolerance(precision), t);
        }
        assertThat(walk.evaluated()[0]).isNotCloseTo(walk.at[0], within(1e-3));
    }

    /** The mean of 1 and 4 with weights 1/3 and 2/3. */
    @Test
    void emaByHand() {
        LoneParameter parameter = new LoneParameter(new Ema(new GradientDescent(), 0.5), Precision.FLOAT64, true, 1);
        assertThat(parameter.direction(new double[] {9}, new double[] {8})).containsExactly(8);
        assertThat(parameter.evaluated(1)).containsExactly(1);
        assertThat(parameter.direction(new double[] {1}, new double[] {-3})).containsExactly(-3);
        assertThat(parameter.evaluated(4)[0]).isCloseTo(3, within(1e-15));
        assertThat(parameter.evaluated(7)[0]).isCloseTo(5, within(1e-15)); // asking changes nothing
    }

    /** 40 updates in four epochs: averages begin at the end of the third, after 30 updates. */
    @ParameterizedTest
    @EnumSource
    void swaEvaluatesAtTheMeanOfTheEndsOfTheLastEpochs(Precision precision) {
        Walk walk = new Walk(new Swa(new GradientDescent(), 0.7), precision, true, START);
        Walk alone = new Walk(new GradientDescent(), precision, true, START);
        double[] third = {};
        for (int t = 1; t <= STEPS; t++) {
            walk.step(0.1, gradient(t));
            alone.step(0.1, gradient(t));
            assertThat(walk.at).isEqualTo(alone.at);
            if (t < 30) {
                assertThat(walk.evaluated()).isNull();
            } else if (t < 40) {
                third = t == 30 ? walk.at.clone() : third;
                assertThat(walk.evaluated()).isEqualTo(third);
            } else {
                double[] mean = third.clone();
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = (third[i] + walk.at[i]) / 2;
                }
                assertNear(walk.evaluated(), mean, tolerance(precision), t);
            }
        }
    }

    @Test
    void swaFromTheStartAveragesAllEpochs() {
        LoneParameter parameter = new LoneParameter(new Swa(new GradientDescent(), 0), Precision.FLOAT64, true, 1);
        double[] ends = {1, 5, 9, -3};
        for (int t = 1; t <= STEPS; t++) {
            parameter.direction(new double[] {t % 10 == 1 && t > 10 ? ends[t / 10 - 1] : 77}, new double[] {1});
        }
        assertThat(parameter.evaluated(ends[3])).containsExactly(3);
    }

    @Test
    void untilSwaHasAnAverageTheWrappedOptimizerDecides() {
        Walk walk = new Walk(new Swa(new Ema(new GradientDescent(), 0.5), 1), Precision.FLOAT64, true, START);
        walk.step(0.1, gradient(1));
        walk.step(0.1, gradient(2));
        assertThat(walk.evaluated()).isNotNull().isNotEqualTo(walk.at);
    }

    /** Algorithm 1: the slow weights are an average over the ends of the inner loops. */
    @ParameterizedTest
    @EnumSource
    void lookaheadGoesBackToTheSlowWeights(Precision precision) {
        int k = 3;
        double alpha = 0.4;
        Walk walk = new Walk(new Lookahead(new Momentum(0.5, false), k, alpha), precision, true, START);
        double[] phi = START.clone();
        double[] theta = START.clone();
        double[] v = new double[START.length];
        for (int t = 1; t <= STEPS; t++) {
            walk.step(0.1, gradient(t));
            for (int i = 0; i < START.length; i++) {
                v[i] = 0.5 * v[i] + gradient(t)[i];
                theta[i] -= 0.1 * v[i];
                if (t % k == 0) {
                    phi[i] += alpha * (theta[i] - phi[i]);
                    theta[i] = phi[i];
                }
            }
            assertNear(walk.at, theta, tolerance(precision), t);
            assertNear(walk.evaluated(), phi, tolerance(precision), t);
        }
    }

    /** From 1 by gradients 2 and 4 with a rate of 0.5: fast 0, then -2, slow 1 + 0.25 (-2 - 1). */
    @Test
    void lookaheadByHand() {
        LoneParameter parameter =
                new LoneParameter(new Lookahead(new GradientDescent(), 2, 0.25), Precision.FLOAT64, true, 1);
        parameter.rate(0.5);
        assertThat(parameter.direction(new double[] {1}, new double[] {2})).containsExactly(2);
        assertThat(parameter.evaluated(0)).containsExactly(1);
        assertThat(parameter.direction(new double[] {0}, new double[] {4})).containsExactly(-0.5);
        assertThat(parameter.evaluated(0.25)).containsExactly(0.25);
    }
}
