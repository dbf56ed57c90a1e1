package io.descent.regularizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.Regularizer;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightConstraint;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.core.network.internal.FirstStep;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegularizersTest {
    private static final double STEP = 1e-6;

    private static ArrayTensor weights() {
        ArrayTensor weights = ArrayTensor.zeros(Precision.FLOAT64, 2, 2);
        weights.set(0, 0, 1).set(0, 1, -2).set(1, 0, 3);
        return weights;
    }

    private static Scratch scratch(ArrayTensor like) {
        ArrayTensor scratch = ArrayTensor.zeros(like.precision(), like.rows(), like.columns());
        return index -> {
            assertThat(index).isZero();
            return scratch.fill(Double.NaN);
        };
    }

    private static ArrayTensor gradient(WeightPenalty penalty, ArrayTensor weights, double start, double scale) {
        ArrayTensor gradient = ArrayTensor.zeros(weights.precision(), weights.rows(), weights.columns());
        gradient.fill(start);
        penalty.addGradient(weights, gradient, scale, scratch(weights));
        return gradient;
    }

    private static double penalty(WeightPenalty penalty, ArrayTensor weights) {
        return penalty.penalty(weights, scratch(weights));
    }

    @Test
    void l2IsHalfLambdaTimesTheSquaredNorm() {
        assertThat(penalty(new L2(0.7), weights())).isCloseTo(0.35 * 14, within(1e-15));
        ArrayTensor gradient = gradient(new L2(0.7), weights(), 1, 0.1);
        assertThat(gradient.get(0, 1)).isCloseTo(1 - 0.07 * 2, within(1e-15));
        assertThat(gradient.get(1, 1)).isEqualTo(1);
    }

    @Test
    void l1IsLambdaTimesTheSumOfMagnitudes() {
        assertThat(penalty(new L1(0.7), weights())).isCloseTo(0.7 * 6, within(1e-15));
        ArrayTensor gradient = gradient(new L1(0.7), weights(), 1, 0.1);
        assertThat(gradient.get(0, 0)).isCloseTo(1.07, within(1e-15));
        assertThat(gradient.get(0, 1)).isCloseTo(0.93, within(1e-15));
        assertThat(gradient.get(1, 1)).isEqualTo(1); // the sign of 0 is 0
    }

    @Test
    void elasticNetIsBoth() {
        ElasticNet net = new ElasticNet(0.3, 0.7, false);
        assertThat(penalty(net, weights())).isCloseTo(0.3 * 6 + 0.35 * 14, within(1e-15));
        assertThat(gradient(net, weights(), 0, 1).get(0, 1)).isCloseTo(-0.3 - 0.7 * 2, within(1e-15));
    }

    @Test
    void penaltiesLeaveBiasesAloneUnlessAsked() {
        assertThat(new L1(1).biases()).isFalse();
        assertThat(new L2(1).biases()).isFalse();
        assertThat(new ElasticNet().biases()).isFalse();
        assertThat(new L2(1, true).biases()).isTrue();
    }

    static Stream<WeightPenalty> penalties() {
        return ServiceLoader.load(Regularizer.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(WeightPenalty.class::isInstance)
                .map(WeightPenalty.class::cast);
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void gradientsAreDerivativesOfPenalties(WeightPenalty penalty) {
        Random random = new Random(5);
        ArrayTensor w = ArrayTensor.zeros(Precision.FLOAT64, 3, 4);
        w.fill(random::nextGaussian);
        ArrayTensor gradient = gradient(penalty, w, 0, 1);
        ArrayTensor narrow = ArrayTensor.zeros(Precision.FLOAT32, 3, 4);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                double middle = w.get(i, j);
                narrow.set(i, j, middle);
                double above = penalty(penalty, (ArrayTensor) w.set(i, j, middle + STEP));
                double below = penalty(penalty, (ArrayTensor) w.set(i, j, middle - STEP));
                w.set(i, j, middle);
                assertThat(gradient.get(i, j)).isCloseTo((above - below) / (2 * STEP), within(1e-8));
            }
        }
        assertThat(penalty(penalty, narrow)).isCloseTo(penalty(penalty, w), within(1e-6));
        assertThat(gradient(penalty, narrow, 0, 1).get(2, 3)).isCloseTo(gradient.get(2, 3), within(1e-6));
    }

    /** Fills a mask of activations or weights. */
    private interface Fill {
        void fill(Tensor mask, RandomGenerator random, Progress progress);
    }

    static Stream<Arguments> masks() {
        return Stream.of(0.1, 0.5, 0.86, 1.0)
                .flatMap(keepProb -> Stream.of(
                        Arguments.of(keepProb, (Fill) new Dropout(keepProb)::fill),
                        Arguments.of(keepProb, (Fill) new GaussianDropout(keepProb)::fill),
                        Arguments.of(keepProb, (Fill) new DropConnect(keepProb)::fill)));
    }

    @ParameterizedTest(name = "keep-prob {0}")
    @MethodSource("masks")
    void masksKeepTheExpectationAndHaveTheStatedVariance(double keepProb, Fill mask) {
        double variance = (1 - keepProb) / keepProb;
        for (Precision precision : Precision.values()) {
            ArrayTensor values = ArrayTensor.zeros(precision, 200, 100);
            mask.fill(values, new RandomStreams(1).initialization().apply(1), FirstStep.PROGRESS);
            int n = values.size();
            double mean = values.sum() / n;
            assertThat(mean).isCloseTo(1, within(5 * Math.sqrt(variance / n) + 1e-5));
            double found = values.add(-1).dot(values) / n;
            assertThat(found).isCloseTo(variance, within(variance * 0.1 + 1e-12));
        }
    }

    @Test
    void everyMaskIsTestedHere() {
        assertThat(ServiceLoader.load(Regularizer.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(ActivationMask.class::isInstance))
                .extracting(Regularizer::name)
                .containsExactlyInAnyOrder("dropout", "gaussian-dropout");
        assertThat(ServiceLoader.load(Regularizer.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each instanceof WeightMask || each instanceof WeightConstraint))
                .extracting(Regularizer::name)
                .containsExactlyInAnyOrder("drop-connect", "max-norm");
        assertThat(penalties()).extracting(Regularizer::name).containsExactlyInAnyOrder("elastic-net", "l1", "l2");
    }

    @Test
    void dropConnectIsDropoutOfWeights() {
        ArrayTensor ofWeights = ArrayTensor.zeros(Precision.FLOAT64, 30, 20);
        ArrayTensor ofActivations = ArrayTensor.zeros(Precision.FLOAT64, 30, 20);
        new DropConnect(0.7)
                .fill(ofWeights, new RandomStreams(1).initialization().apply(1), FirstStep.PROGRESS);
        new Dropout(0.7)
                .fill(ofActivations, new RandomStreams(1).initialization().apply(1), FirstStep.PROGRESS);
        assertThat(ofWeights.add(ofActivations, -1).dot(ofWeights)).isZero();
    }

    /** Rows (3, 4), (0.3, -0.4), (0, 0) and (-6, 8) in a ball of radius 2. */
    @ParameterizedTest
    @EnumSource
    void maxNormShortensTheWeightsOfUnitsThatAreTooLong(Precision precision) {
        double tolerance = precision == Precision.FLOAT32 ? 1e-6 : 1e-15;
        double[][] rows = {{3, 4}, {0.3, -0.4}, {0, 0}, {-6, 8}};
        double[][] expected = {{1.2, 1.6}, {0.3, -0.4}, {0, 0}, {-1.2, 1.6}};
        ArrayTensor weights = ArrayTensor.zeros(precision, 4, 2);
        for (int i = 0; i < 4; i++) {
            weights.set(i, 0, rows[i][0]).set(i, 1, rows[i][1]);
        }
        new MaxNorm(2).project(weights, scratch(weights));
        for (int i = 0; i < 4; i++) {
            assertThat(weights.get(i, 0)).isCloseTo(expected[i][0], within(tolerance));
            assertThat(weights.get(i, 1)).isCloseTo(expected[i][1], within(tolerance));
        }
    }

    @Test
    void maxNormShortensWeightsWhoseSquareOverflows() {
        ArrayTensor weights = ArrayTensor.zeros(Precision.FLOAT32, 1, 2);
        weights.set(0, 0, 3e30).set(0, 1, -4e30);
        new MaxNorm(5).project(weights, scratch(weights));
        assertThat(weights.get(0, 0)).isCloseTo(3, within(1e-6));
        assertThat(weights.get(0, 1)).isCloseTo(-4, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.86, 1})
    void dropoutKeepsItsShare(double keepProb) {
        ArrayTensor mask = ArrayTensor.zeros(Precision.FLOAT64, 100, 100);
        new Dropout(keepProb).fill(mask, new RandomStreams(1).initialization().apply(1), FirstStep.PROGRESS);
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                double value = mask.get(i, j);
                assertThat(value == 0 || value == 1 / keepProb).isTrue();
                kept += value == 0 ? 0 : 1;
            }
        }
        double deviation = Math.sqrt(keepProb * (1 - keepProb) / 10_000);
        assertThat(kept / 10_000.0).isCloseTo(keepProb, within(4 * deviation + 1e-12));
    }

    @Test
    void hyperparametersOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new L2(-1)).withMessageContaining("at least 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new L1(Double.NaN))
                .withMessageContaining("lambda");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ElasticNet(0.1, -1, false))
                .withMessageContaining("l2 is -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(0)).withMessageContaining("keep-prob is 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Dropout(1.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DropConnect(0))
                .withMessageContaining("keep-prob is 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new MaxNorm(0)).withMessageContaining("limit is 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GaussianDropout(0))
                .withMessageContaining("above 0 and at most 1");
    }

    /** A step of a training of 100 steps. */
    private record At(int step) implements Progress {
        @Override
        public int epoch() {
            return step / 10;
        }

        @Override
        public int epochs() {
            return 10;
        }

        @Override
        public int steps() {
            return 100;
        }

        @Override
        public double cost(int epoch) {
            return 1;
        }

        @Override
        public double metric(String name, int epoch) {
            return 1;
        }

        @Override
        public boolean largerIsBetter(String name) {
            return false;
        }
    }

    private static double firstKept(Dropout dropout, int step) {
        ArrayTensor mask = ArrayTensor.zeros(Precision.FLOAT64, 100, 100);
        dropout.fill(mask, new RandomStreams(1).initialization().apply(1), new At(step));
        double kept = mask.max();
        int count = 0;
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 100; j++) {
                count += mask.get(i, j) == 0 ? 0 : 1;
                assertThat(mask.get(i, j) == 0 || mask.get(i, j) == kept).isTrue();
            }
        }
        double p = 1 / kept;
        assertThat(count / 10_000.0).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / 10_000) + 1e-12));
        return p;
    }

    @Test
    void theShareThatIsDroppedFallsInTheSecondHalf() {
        Dropout falling = new Dropout(0.85, Dropout.Schedule.FLAT_COSINE);
        assertThat(firstKept(falling, 0)).isCloseTo(0.85, within(1e-15));
        assertThat(firstKept(falling, 50)).isCloseTo(0.85, within(1e-15));
        assertThat(firstKept(falling, 75)).isCloseTo(1 - 0.075, within(1e-15));
        assertThat(firstKept(falling, 90)).isCloseTo(1 - 0.15 * (1 + Math.cos(0.8 * Math.PI)) / 2, within(1e-15));
        assertThat(firstKept(falling, 100)).isEqualTo(1);
        assertThat(new Dropout(0.85)).isEqualTo(new Dropout(0.85, Dropout.Schedule.CONSTANT));
        assertThat(firstKept(new Dropout(0.85), 90)).isCloseTo(0.85, within(1e-15));
    }
}
