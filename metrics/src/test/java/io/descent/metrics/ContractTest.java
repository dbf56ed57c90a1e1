package io.descent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.metrics.GivenPredictions.GivenLabels;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the metrics say about themselves: names, directions, and the labels and options that they refuse. */
class ContractTest {
    private static final Set<String> OF_VALUES =
            Set.of("explained-variance", "mae", "mape", "median-absolute-error", "pinball", "r2", "rmse");

    static Stream<Metric> metrics() {
        return ServiceLoader.load(Metric.class).stream().map(ServiceLoader.Provider::get);
    }

    @Test
    void errorsAndLossesAreBetterIfSmaller() {
        assertThat(metrics().filter(metric -> !metric.largerIsBetter()))
                .extracting(Metric::name)
                .containsExactlyInAnyOrder(
                        "brier",
                        "expected-calibration-error",
                        "log-loss",
                        "mae",
                        "mape",
                        "median-absolute-error",
                        "pinball",
                        "rmse");
        assertThat(metrics().filter(Metric::largerIsBetter))
                .extracting(Metric::name)
                .containsExactlyInAnyOrder(
                        "accuracy",
                        "auc",
                        "average-precision",
                        "balanced-accuracy",
                        "explained-variance",
                        "f1",
                        "matthews",
                        "precision",
                        "r2",
                        "recall",
                        "top-k");
    }

    /** A perfect prediction is at least as good as every other. */
    @ParameterizedTest
    @MethodSource("metrics")
    void theDirectionIsThatOfBetterPredictions(Metric metric) {
        double[] weights = {1, 1, 1, 1};
        GivenPredictions perfect;
        GivenPredictions poor;
        if (OF_VALUES.contains(metric.name())) {
            double[] y = {1, 3, 2, 5};
            perfect = GivenPredictions.ofValues(y, weights, row(1), row(3), row(2), row(5));
            poor = GivenPredictions.ofValues(y, weights, row(2), row(1), row(4), row(2));
        } else {
            double[] y = {5, 6, 6, 5};
            perfect = GivenPredictions.ofClasses(7, y, weights, one(5), one(6), one(6), one(5));
            poor = GivenPredictions.ofClasses(7, y, weights, one(6), one(5), one(5), one(6));
        }
        double gain = metric.of(perfect) - metric.of(poor);
        assertThat(gain).matches(each -> metric.largerIsBetter() ? each > 0 : each < 0);
    }

    private static double[] row(double value) {
        return new double[] {value};
    }

    /** Certainty of one of seven classes. */
    private static double[] one(int index) {
        double[] row = new double[7];
        row[index] = 1;
        return row;
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void labelsOfTheOtherKindAreRefused(Metric metric) {
        boolean ofValues = OF_VALUES.contains(metric.name());
        Labels right = ofValues ? GivenLabels.values(1) : GivenLabels.classes(3);
        Labels wrong = ofValues ? GivenLabels.classes(3) : GivenLabels.values(1);
        assertThatCode(() -> metric.check(right)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metric.check(wrong))
                .withMessage(
                        ofValues
                                ? "needs a label with values, but it has the classes c0, c1, c2"
                                : "needs a label with classes, but it has values");
    }

    @Test
    void metricsOfValuesRefuseSeveralValuesPerExample() {
        assertThat(metrics().filter(metric -> OF_VALUES.contains(metric.name())))
                .hasSize(7)
                .allSatisfy(metric -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> metric.check(GivenLabels.values(3)))
                        .withMessage("needs a label with one value per example, but it has 3"));
    }

    static Stream<Arguments> withPositive() {
        return Stream.of(
                arguments(new AveragePrecision("c0"), new AveragePrecision("yes")),
                arguments(new Precision("c0", Average.AUTO), new Precision("yes", Average.AUTO)),
                arguments(new Recall("c0", Average.AUTO), new Recall("yes", Average.AUTO)),
                arguments(new F1("c0", Average.AUTO), new F1("yes", Average.AUTO)));
    }

    @ParameterizedTest
    @MethodSource("withPositive")
    void thePositiveClassIsOneOfTwo(Metric existing, Metric unknown) {
        assertThatCode(() -> existing.check(GivenLabels.classes(2))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unknown.check(GivenLabels.classes(2)))
                .withMessage("has the positive class 'yes', but the classes are c0, c1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> existing.check(GivenLabels.classes(3)))
                .withMessage("has a positive class, which needs two classes, but the classes are c0, c1, c2:"
                        + " remove positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> existing.check(GivenLabels.values(1)))
                .withMessage("needs a label with classes, but it has values");
    }

    static Stream<Metric> withPositiveAndAverage() {
        return Stream.of(
                new Precision("c0", Average.MACRO), new Recall("c0", Average.MACRO), new F1("c0", Average.MACRO));
    }

    @ParameterizedTest
    @MethodSource("withPositiveAndAverage")
    void aPositiveClassExcludesAnAverage(Metric metric) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metric.check(GivenLabels.classes(2)))
                .withMessage("has both the positive class 'c0' and the average macro over the classes c0, c1:"
                        + " remove one of them");
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused(() -> new TopK(0), "k is 0; it must be at least 1"),
                refused(() -> new ExpectedCalibrationError(0), "bins is 0; it must be at least 1"),
                refused(() -> new Pinball(List.of()), "levels is empty; it must have at least one level, such as 0.5"),
                refused(
                        () -> new Pinball(List.of(0.5, 0.1)),
                        "levels is [0.5, 0.1]; it must be in ascending order, each above 0 and below 1"),
                refused(() -> new Pinball(List.of(0.5, 0.5)), "levels is [0.5, 0.5]; it must be in ascending order"),
                refused(() -> new Pinball(List.of(0.0)), "levels is [0.0]"),
                refused(() -> new Pinball(List.of(1.0)), "levels is [1.0]"),
                refused(() -> new Pinball(List.of(Double.NaN)), "levels is [NaN]"));
    }

    private static Arguments refused(Supplier<Metric> construction, String message) {
        return arguments(construction, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("outOfRange")
    void optionsOutOfRangeAreRefusedInWords(Supplier<Metric> construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction::get).withMessageContaining(message);
    }
}
