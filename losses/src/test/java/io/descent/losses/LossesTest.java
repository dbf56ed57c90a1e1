package io.descent.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.inference.spec.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Relations between losses, what they declare, and what they refuse. */
class LossesTest {
    private static final Labels TWO = GivenLabels.classes("no", "yes");
    private static final Labels THREE = GivenLabels.classes("a", "b", "c");
    private static final Labels VALUES = GivenLabels.values(1, -3, 5);
    private static final Labels PAIRS = GivenLabels.values(2, 0, 5);
    private static final double[][] YES_OR_NO = {{1}, {0}, {1}, {0}};
    private static final double[][] LOGITS = {{0.3}, {-1.2}, {-25}, {4}};
    private static final double[][] SCORES = {{0.3, -1, 2}, {-1.2, 0.4, 0.1}, {30, -2, 8}, {0, 0, 0}};
    private static final double[][] SCORED = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 0}};

    private static void assertSame(Evaluated actual, Evaluated expected, double factor) {
        for (int i = 0; i < expected.costs().length; i++) {
            assertThat(actual.costs()[i])
                    .isCloseTo(factor * expected.costs()[i], within(1e-14 * (1 + expected.costs()[i])));
            for (int j = 0; j < expected.gradient()[i].length; j++) {
                assertThat(actual.gradient()[i][j]).isCloseTo(factor * expected.gradient()[i][j], within(1e-14));
            }
        }
    }

    private static double[][] random(long seed, int columns) {
        Random random = new Random(seed);
        double[][] rows = new double[20][columns];
        for (double[] row : rows) {
            Arrays.setAll(row, j -> 3 * random.nextGaussian());
        }
        return rows;
    }

    @Test
    void focalLossWithGammaZeroIsTheCrossEntropy() {
        Focal focal = new Focal(0, 0);
        assertSame(
                Evaluated.linked(focal, Link.LOGIT, LOGITS, YES_OR_NO),
                Evaluated.linked(new BinaryCrossEntropy(), Link.LOGIT, LOGITS, YES_OR_NO),
                1);
        assertSame(
                Evaluated.linked(focal, Link.SOFTMAX, SCORES, SCORED),
                Evaluated.linked(new SoftmaxCrossEntropy(), Link.SOFTMAX, SCORES, SCORED),
                1);
    }

    @Test
    void focalLossOfTwoClassesIsTheSameWithOneOutputAsWithTwo() {
        double[][] two = {{0, 0.3}, {0, -1.2}, {0, -25}, {0, 4}};
        double[][] oneHot = {{0, 1}, {1, 0}, {0, 1}, {1, 0}};
        Evaluated one = Evaluated.linked(new Focal(), Link.LOGIT, LOGITS, YES_OR_NO);
        Evaluated both = Evaluated.linked(new Focal(), Link.SOFTMAX, two, oneHot);
        assertThat(one.costs()).containsExactly(both.costs(), within(1e-14));
        for (int i = 0; i < 4; i++) {
            assertThat(one.gradient()[i][0]).isCloseTo(both.gradient()[i][1], within(1e-14));
        }
    }

    @Test
    void alphaWeightsTheSecondClassAndItsComplementTheFirst() {
        Evaluated plain = Evaluated.linked(new Focal(2, 0), Link.LOGIT, LOGITS, YES_OR_NO);
        Evaluated weighted = Evaluated.linked(new Focal(2, 0.25), Link.LOGIT, LOGITS, YES_OR_NO);
        for (int i = 0; i < 4; i++) {
            double weight = YES_OR_NO[i][0] == 1 ? 0.25 : 0.75;
            assertThat(weighted.costs()[i]).isCloseTo(weight * plain.costs()[i], within(1e-14));
            assertThat(weighted.gradient()[i][0]).isCloseTo(weight * plain.gradient()[i][0], within(1e-15));
        }
    }

    @Test
    void focalLossCountsAnEasyExampleLess() {
        double[] plain = Evaluated.unlinked(new BinaryCrossEntropy(), new double[][] {{0.9}}, new double[][] {{1}})
                .costs();
        double[] focal = Evaluated.unlinked(new Focal(), new double[][] {{0.9}}, new double[][] {{1}})
                .costs();
        assertThat(focal[0]).isCloseTo(plain[0] / 100, within(1e-16));
    }

    /** The loss is linear in the label. */
    @Test
    void labelSmoothingMixesTheLossesOfAllClasses() {
        double[][] y = {{1, 0, 0}};
        double[][] z = {{0.3, -1, 2}};
        double expected = 0;
        for (int k = 0; k < 3; k++) {
            double[][] other = new double[1][3];
            other[0][k] = 1;
            double weight = k == 0 ? 0.7 + 0.1 : 0.1;
            expected += weight
                    * Evaluated.linked(new SoftmaxCrossEntropy(), Link.SOFTMAX, z, other)
                            .costs()[0];
        }
        Evaluated smoothed = Evaluated.linked(new SoftmaxCrossEntropy(0.3), Link.SOFTMAX, z, y);
        assertThat(smoothed.costs()[0]).isCloseTo(expected, within(1e-14));

        double yes = Evaluated.linked(
                        new BinaryCrossEntropy(), Link.LOGIT, new double[][] {{-1.5}}, new double[][] {{1}})
                .costs()[0];
        double no = Evaluated.linked(
                        new BinaryCrossEntropy(), Link.LOGIT, new double[][] {{-1.5}}, new double[][] {{0}})
                .costs()[0];
        Evaluated binary = Evaluated.linked(
                new BinaryCrossEntropy(0.3), Link.LOGIT, new double[][] {{-1.5}}, new double[][] {{1}});
        assertThat(binary.costs()[0]).isCloseTo(0.85 * yes + 0.15 * no, within(1e-14));
    }

    @Test
    void crossEntropyOfACertainAndRightPredictionIsTiny() {
        Evaluated right =
                Evaluated.linked(new BinaryCrossEntropy(), Link.LOGIT, new double[][] {{40}}, new double[][] {{1}});
        assertThat(right.costs()[0]).isCloseTo(StrictMath.exp(-40), within(1e-30));
    }

    @Test
    void quantileLossOfTheMedianIsHalfTheAbsoluteError() {
        double[][] a = random(1, 1);
        double[][] y = random(2, 1);
        assertSame(
                Evaluated.linked(new Quantile(), Link.IDENTITY, a, y),
                Evaluated.linked(new MeanAbsoluteError(), Link.IDENTITY, a, y),
                0.5);
    }

    @Test
    void quantileLossOfSeveralLevelsIsTheMeanOfTheirLosses() {
        double[][] a = random(3, 2);
        double[][] y = random(4, 1);
        Evaluated both = Evaluated.unlinked(new Quantile(List.of(0.2, 0.7)), a, y);
        for (int i = 0; i < a.length; i++) {
            double[][] label = {y[i]};
            Evaluated low = Evaluated.unlinked(new Quantile(List.of(0.2)), new double[][] {{a[i][0]}}, label);
            Evaluated high = Evaluated.unlinked(new Quantile(List.of(0.7)), new double[][] {{a[i][1]}}, label);
            assertThat(both.costs()[i]).isCloseTo((low.costs()[0] + high.costs()[0]) / 2, within(1e-15));
            assertThat(both.gradient()[i]).containsExactly(low.gradient()[0][0] / 2, high.gradient()[0][0] / 2);
        }
    }

    /** Among constants, the cost is smallest at the 75 % quantile of the numbers 1 to 10. */
    @Test
    void quantileLossIsSmallestAtTheQuantile() {
        double best = Double.POSITIVE_INFINITY;
        double at = Double.NaN;
        for (double a = 0.5; a < 11; a += 0.5) {
            double sum = 0;
            for (int y = 1; y <= 10; y++) {
                sum += Evaluated.unlinked(new Quantile(List.of(0.75)), new double[][] {{a}}, new double[][] {{y}})
                        .costs()[0];
            }
            if (sum < best) {
                best = sum;
                at = a;
            }
        }
        assertThat(at).isEqualTo(8);
    }

    @Test
    void absoluteErrorsHaveNoGradientAtTheLabel() {
        double[][] three = {{3}};
        for (Loss loss : List.of(new MeanAbsoluteError(), new Quantile(List.of(0.9)))) {
            Evaluated exact = Evaluated.linked(loss, Link.IDENTITY, three, three);
            assertThat(exact.costs()).containsExactly(0);
            assertThat(exact.gradient()[0]).containsExactly(0);
        }
    }

    @Test
    void huberLossWithALargeDeltaIsHalfTheSquaredError() {
        double[][] a = random(5, 3);
        double[][] y = random(6, 3);
        assertSame(
                Evaluated.linked(new Huber(1e6), Link.IDENTITY, a, y),
                Evaluated.linked(new MeanSquaredError(), Link.IDENTITY, a, y),
                0.5);
    }

    @Test
    void huberLossWithASmallDeltaApproachesTheAbsoluteErrorTimesDelta() {
        double[][] a = random(7, 3);
        double[][] y = random(8, 3);
        double[] huber = Evaluated.linked(new Huber(1e-12), Link.IDENTITY, a, y).costs();
        double[] absolute =
                Evaluated.linked(new MeanAbsoluteError(), Link.IDENTITY, a, y).costs();
        for (int i = 0; i < huber.length; i++) {
            assertThat(huber[i] / 1e-12).isCloseTo(absolute[i], within(1e-11));
        }
    }

    @Test
    void squaredErrorIsAMeanOverOutputsWithoutAHalf() {
        Evaluated actual = Evaluated.linked(
                new MeanSquaredError(), Link.IDENTITY, new double[][] {{1, 5}}, new double[][] {{3, 2}});
        assertThat(actual.costs()).containsExactly((4 + 9) / 2.0);
        assertThat(actual.gradient()[0]).containsExactly(-2, 3);
    }

    @Test
    void poissonLossIsTheSameFromZAsFromA() {
        double[][] z = {{0.5}, {-2}, {3}};
        double[][] a = {{StrictMath.exp(0.5)}, {StrictMath.exp(-2)}, {StrictMath.exp(3)}};
        double[][] y = {{2}, {0}, {25}};
        Evaluated fromZ = Evaluated.linked(new Poisson(), Link.LOG, z, y);
        Evaluated fromA = Evaluated.unlinked(new Poisson(), a, y);
        assertThat(fromZ.costs()).containsExactly(fromA.costs(), within(1e-13));
        for (int i = 0; i < 3; i++) { // da/dz = a
            assertThat(fromZ.gradient()[i][0]).isCloseTo(fromA.gradient()[i][0] * a[i][0], within(1e-13));
        }
    }

    /** A finite number would hide it. */
    @Test
    void poissonLossBeyondTheRangeOfTheExponentialIsInfinite() {
        Evaluated beyond =
                Evaluated.linked(new Poisson(), Link.LOG, new double[][] {{710}, {1000}}, new double[][] {{0}, {1e6}});
        assertThat(beyond.costs()).containsOnly(Double.POSITIVE_INFINITY);
        assertThat(beyond.gradient()[0]).containsExactly(Double.POSITIVE_INFINITY);
    }

    static Stream<Arguments> declarations() {
        return Stream.of(
                Arguments.of(new BinaryCrossEntropy(), TWO, 1, "sigmoid", Link.LOGIT),
                Arguments.of(new SoftmaxCrossEntropy(), TWO, 2, "softmax", Link.SOFTMAX),
                Arguments.of(new SoftmaxCrossEntropy(), THREE, 3, "softmax", Link.SOFTMAX),
                Arguments.of(new Focal(), TWO, 1, "sigmoid", Link.LOGIT),
                Arguments.of(new Focal(2, 0.25), TWO, 1, "sigmoid", Link.LOGIT),
                Arguments.of(new Focal(), THREE, 3, "softmax", Link.SOFTMAX),
                Arguments.of(new MeanSquaredError(), VALUES, 1, "linear", Link.IDENTITY),
                Arguments.of(new MeanSquaredError(), PAIRS, 2, "linear", Link.IDENTITY),
                Arguments.of(new MeanSquaredError(), TWO, 1, "sigmoid", Link.IDENTITY),
                Arguments.of(new MeanSquaredError(), THREE, 3, "softmax", Link.IDENTITY),
                Arguments.of(new MeanAbsoluteError(), PAIRS, 2, "linear", Link.IDENTITY),
                Arguments.of(new Huber(), PAIRS, 2, "linear", Link.IDENTITY),
                Arguments.of(new Poisson(), PAIRS, 2, "exponential", Link.LOG),
                Arguments.of(new Quantile(), VALUES, 1, "linear", Link.IDENTITY),
                Arguments.of(new Quantile(List.of(0.1, 0.5, 0.9)), VALUES, 3, "ordered", Link.IDENTITY));
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void lossesDeclareTheirOutputs(Loss loss, Labels labels, int outputs, String activation, Link link) {
        assertThat(loss.outputs(labels)).isEqualTo(outputs);
        assertThat(loss.outputActivation(labels)).isEqualTo(activation);
        assertThat(loss.link(labels)).isEqualTo(link);
        assertThat(loss.accepts(Link.NONE, labels)).isTrue();
        assertThat(loss.labelsMayBeScaled()).isEqualTo(!(loss instanceof Poisson));
    }

    @Test
    void lossesOfProbabilitiesRefuseOtherLinks() {
        assertThat(new BinaryCrossEntropy().accepts(Link.IDENTITY, TWO)).isFalse();
        assertThat(new SoftmaxCrossEntropy().accepts(Link.LOGIT, THREE)).isFalse();
        assertThat(new Focal().accepts(Link.SOFTMAX, TWO)).isFalse();
        assertThat(new Poisson().accepts(Link.IDENTITY, PAIRS)).isFalse();
        for (Link link : Link.values()) {
            assertThat(new MeanSquaredError().accepts(link, TWO)).isTrue();
            assertThat(new MeanAbsoluteError().accepts(link, PAIRS)).isTrue();
            assertThat(new Huber().accepts(link, PAIRS)).isTrue();
        }
    }

    @Test
    void severalQuantilesRefuseALinearOutputThatCouldCross() {
        assertThat(new Quantile(List.of(0.1, 0.9)).accepts(Link.IDENTITY, VALUES))
                .isFalse();
        assertThat(new Quantile().accepts(Link.IDENTITY, VALUES)).isTrue();
        assertThat(new Quantile().accepts(Link.LOG, VALUES)).isFalse();
    }

    @Test
    void predictionOfSeveralQuantilesIsTheOneNearestToTheMedian() {
        assertThat(new Quantile(List.of(0.1, 0.5, 0.9)).predictedOutput(VALUES)).isEqualTo(1);
        assertThat(new Quantile(List.of(0.05, 0.1, 0.6)).predictedOutput(VALUES))
                .isEqualTo(2);
        assertThat(new Quantile(List.of(0.7, 0.8)).predictedOutput(VALUES)).isZero();
    }

    static Stream<Arguments> refusedLabels() {
        return Stream.of(
                Arguments.of(new BinaryCrossEntropy(), THREE, "needs a label with two classes, but it has 3 classes"),
                Arguments.of(new BinaryCrossEntropy(), VALUES, "needs a label with two classes, but it has values"),
                Arguments.of(
                        new BinaryCrossEntropy(),
                        GivenLabels.classes("only"),
                        "needs a label with two classes, but it has 1 class"),
                Arguments.of(new SoftmaxCrossEntropy(), VALUES, "needs a label with classes, but it has values"),
                Arguments.of(new Focal(), PAIRS, "needs a label with classes, but it has 2 values per example"),
                Arguments.of(
                        new Focal(2, 0.25), THREE, "needs a label with two classes for alpha, but it has 3 classes"),
                Arguments.of(new MeanAbsoluteError(), TWO, "needs a label with values, but it has 2 classes"),
                Arguments.of(new Huber(), THREE, "needs a label with values, but it has 3 classes"),
                Arguments.of(new Poisson(), TWO, "needs a label with values, but it has 2 classes"),
                Arguments.of(new Poisson(), VALUES, "needs labels of at least 0, but the smallest is -3.0"),
                Arguments.of(new Quantile(), PAIRS, "needs a label with one value, but it has 2 values per example"),
                Arguments.of(new Quantile(), TWO, "needs a label with one value, but it has 2 classes"));
    }

    @ParameterizedTest
    @MethodSource("refusedLabels")
    void labelsThatALossCannotUseAreRefused(Loss loss, Labels labels, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.outputs(labels))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, -0.25})
    void activationsThatAreNotProbabilitiesAreRefused(double a) {
        String message = "needs probabilities from 0 to 1 from the output activation, but it gave " + a;
        for (Loss loss : List.of(new BinaryCrossEntropy(), new Focal())) {
            assertRefused(loss, new double[][] {{0.5}, {a}}, new double[][] {{0}, {1}}, message);
        }
        for (Loss loss : List.of(new SoftmaxCrossEntropy(), new Focal())) {
            assertRefused(loss, new double[][] {{0.5, a}}, new double[][] {{1, 0}}, message);
        }
    }

    @Test
    void poissonLossRefusesNegativeActivations() {
        assertRefused(
                new Poisson(),
                new double[][] {{0.5}, {-0.5}},
                new double[][] {{0}, {1}},
                "needs values of at least 0 from the output activation, but it gave -0.5");
    }

    private static void assertRefused(Loss loss, double[][] a, double[][] y, String message) {
        GivenOutputs outputs = GivenOutputs.unlinked(Precision.FLOAT64, a);
        var labels = GivenOutputs.tensor(Precision.FLOAT64, y);
        var costs = GivenOutputs.tensor(Precision.FLOAT64, new double[a.length][1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.costs(outputs, labels, costs))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluated.gradient(loss, outputs, y))
                .withMessage(message);
    }

    @Test
    void hyperparametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BinaryCrossEntropy(1))
                .withMessage("label-smoothing is 1.0; it must be at least 0 and below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SoftmaxCrossEntropy(-0.1))
                .withMessage("label-smoothing is -0.1; it must be at least 0 and below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Huber(0))
                .withMessage("delta is 0.0; it must be finite and above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Focal(Double.NaN, 0))
                .withMessage("gamma is NaN; it must be finite and at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Focal(2, 1))
                .withMessage("alpha is 1.0; it must be at least 0 and below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quantile(List.of()))
                .withMessage("levels is empty; it must have at least one level, such as 0.5");
        for (List<Double> levels :
                List.of(List.of(0.9, 0.1), List.of(0.5, 0.5), List.of(0.0), List.of(1.0), List.of(Double.NaN))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Quantile(levels))
                    .withMessage(
                            "levels is %s; levels must be above 0, below 1 and in ascending order, without repetition"
                                    .formatted(levels));
        }
    }
}
