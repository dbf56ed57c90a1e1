package io.descent.core.calibration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Metric;
import io.descent.core.TestMetrics;
import io.descent.core.calibration.CalibrationSpec;
import io.descent.core.calibration.ThresholdSpec;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.problem.InvalidInputException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdTest {
    private static final ThresholdSpec F1 = ThresholdSpec.maximize(new TestMetrics.F1());

    private static double at(GivenProbabilities predictions, Metric metric, double threshold) {
        Double value = metric.of(new CalibratedPredictions(predictions, Calibration.NONE.withThreshold(threshold)));
        return value == null ? -1 : value;
    }

    private static double cost(GivenProbabilities predictions, double falsePositive, double falseNegative, double at) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < predictions.size(); i++) {
            boolean positive = predictions.probability(i, 1) > at;
            double wrong = predictions.label(i) == 1 ? (positive ? 0 : falseNegative) : positive ? falsePositive : 0;
            sum += predictions.weight(i) * wrong;
            weights += predictions.weight(i);
        }
        return sum / weights;
    }

    private static GivenProbabilities random(SplittableRandom random) {
        int n = 1 + random.nextInt(25);
        double[][] p = new double[n][];
        int[] y = new int[n];
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            double second = random.nextInt(9) / 8.0;
            p[i] = new double[] {1 - second, second};
            y[i] = random.nextDouble() < 0.2 + 0.5 * second ? 1 : 0;
            w[i] = random.nextInt(4) == 0 ? 2 : 1;
        }
        return new GivenProbabilities(p, y, w);
    }

    /** Thresholds between multiples of 1/8 that divide the predictions, which are such multiples. */
    private static double[] between(GivenProbabilities predictions) {
        double smallest = 1;
        double largest = 0;
        for (int i = 0; i < predictions.size(); i++) {
            smallest = Math.min(smallest, predictions.probability(i, 1));
            largest = Math.max(largest, predictions.probability(i, 1));
        }
        double from = smallest;
        double to = largest;
        return IntStream.range(0, 8)
                .mapToDouble(k -> (2 * k + 1) / 16.0)
                .filter(threshold -> threshold > from && threshold < to)
                .toArray();
    }

    @Test
    void noOtherThresholdReachesALargerMetric() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            GivenProbabilities predictions = random(random);
            Threshold found = Threshold.of(predictions, F1);
            double reached = at(predictions, new TestMetrics.F1(), found.value());
            if (found.atValue() != null) {
                assertThat(found.atValue()).isCloseTo(reached, within(1e-12));
            }
            assertThat(found.atHalf() == null ? -1 : found.atHalf())
                    .isCloseTo(at(predictions, new TestMetrics.F1(), 0.5), within(1e-12));
            for (double other : between(predictions)) {
                double value = at(predictions, new TestMetrics.F1(), other);
                assertThat(value).isLessThanOrEqualTo(reached + 1e-12);
            }
            if (found.value() != 0.5) {
                assertThat(at(predictions, new TestMetrics.F1(), 0.5)).isLessThan(reached);
            }
        }
    }

    @Test
    void noOtherThresholdCostsLess() {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 300; round++) {
            GivenProbabilities predictions = random(random);
            Threshold found = Threshold.of(predictions, ThresholdSpec.costs(1, 5));
            double least = cost(predictions, 1, 5, found.value());
            assertThat(found.atValue()).isCloseTo(least, within(1e-12));
            for (double other : between(predictions)) {
                assertThat(cost(predictions, 1, 5, other)).isGreaterThanOrEqualTo(least - 1e-12);
            }
            assertThat(found.atHalf()).isGreaterThanOrEqualTo(found.atValue());
        }
    }

    @Test
    void candidatesAreMidpoints() {
        double[] p = {0.1, 0.2, 0.3, 0.45};
        assertThat(Threshold.of(GivenProbabilities.ofTwo(p, 0, 0, 1, 1), F1)).satisfies(found -> {
            assertThat(found.value()).isCloseTo(0.25, within(1e-15));
            assertThat(found.atValue()).isEqualTo(1);
            assertThat(found.atHalf()).isEqualTo(0);
            assertThat(found.goal()).isEqualTo("maximize f1");
        });
    }

    @Test
    void equallyGoodThresholdsGiveWayToTheNearestToOneHalf() {
        // all midpoints have an accuracy of 0.75 or less; 0.5 has 0.75 too
        assertThat(Threshold.of(
                                GivenProbabilities.ofTwo(new double[] {0.2, 0.4, 0.6, 0.8}, 0, 1, 0, 1),
                                ThresholdSpec.maximize(new TestMetrics.Accuracy()))
                        .value())
                .isEqualTo(0.3, within(1e-15)); // 0.3 and 0.7 have 0.75, 0.5 has 0.5; the smaller one
        assertThat(Threshold.of(
                                GivenProbabilities.ofTwo(new double[] {0.1, 0.4, 0.6, 0.8}, 0, 0, 1, 1),
                                ThresholdSpec.maximize(new TestMetrics.Accuracy()))
                        .value())
                .isEqualTo(0.5);
    }

    @Test
    void neighbouringNumbersHaveAThresholdBetween() {
        double low = 0.3;
        double high = Math.nextUp(low);
        Threshold found = Threshold.of(GivenProbabilities.ofTwo(new double[] {low, high}, 0, 1), F1);
        assertThat(found.value()).isEqualTo(low);
        assertThat(found.atValue()).isEqualTo(1);
    }

    @Test
    void aGivenThresholdStays() {
        assertThat(Threshold.of(GivenProbabilities.ofTwo(new double[] {0.2}, 0), new ThresholdSpec(0.3, null, null)))
                .isEqualTo(new Threshold(0.3, "given", null, null));
    }

    @Test
    void metricsOfProbabilitiesAndErrorsAreRefused() {
        GivenProbabilities two = GivenProbabilities.ofTwo(new double[] {0.2, 0.6}, 0, 1);
        record Confident() implements Metric {
            @Override
            public boolean largerIsBetter() {
                return true;
            }

            @Override
            public Double of(io.descent.api.Predictions predictions) {
                return predictions.probability(0, 1);
            }
        }
        assertThatThrownBy(() -> Threshold.of(two, ThresholdSpec.maximize(new Confident())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("calibration.threshold.maximize: confident does not depend on the predicted classes alone;"
                        + " choose a metric such as f1, balanced-accuracy or matthews");
        CalibrationSpec doubt = new CalibrationSpec(
                CalibrationSpec.Method.NONE, ThresholdSpec.maximize(new TestMetrics.Doubt()), false, 0.5);
        assertThatThrownBy(() -> doubt.check(two.labels(), 10, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("calibration.threshold.maximize: of doubt, smaller values are better");
    }

    @Test
    void thereIsExactlyOneGoal() {
        assertThatThrownBy(() -> new ThresholdSpec(null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected one of value, maximize and costs");
        assertThatThrownBy(() -> new ThresholdSpec(0.5, new TestMetrics.F1(), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThresholdSpec.costs(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
