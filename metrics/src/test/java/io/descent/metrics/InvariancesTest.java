package io.descent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Predictions;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of the examples that must not change any metric. */
class InvariancesTest {
    static Stream<Golden> cases() {
        return Golden.all().stream();
    }

    private static void assertSame(int classes, Predictions actual, Predictions expected) {
        Variants.of(classes).forEach((name, metric) -> {
            Double number = metric.of(expected);
            if (number == null) {
                assertThat(metric.of(actual)).as(name).isNull();
            } else {
                assertThat(metric.of(actual)).as(name).isCloseTo(number, within(1e-12 * Math.abs(number)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOrderOfExamplesDoesNotMatter(Golden one) {
        List<Integer> order =
                IntStream.range(0, one.predictions().size()).boxed().collect(Collectors.toList());
        for (long seed = 0; seed < 3; seed++) {
            Collections.shuffle(order, new Random(seed));
            assertSame(
                    one.classes(),
                    one.predictions()
                            .at(order.stream().mapToInt(Integer::intValue).toArray()),
                    one.predictions());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "0, 40", "0, 1000", "2, 5", "2, 40", "2, 1000", "3, 5", "3, 40", "3, 1000", "10, 40", "10, 1000"
    })
    void wholeWeightsEqualRepeatedExamples(int classes, int size) {
        for (long seed = 0; seed < 5; seed++) {
            GivenPredictions weighted = GivenPredictions.random(classes, size, seed);
            GivenPredictions repeated = weighted.repeated();
            assertThat(repeated.size()).isNotEqualTo(size).isPositive();
            assertSame(classes, weighted, repeated);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 0.1, 3, 1e9})
    void theUnitOfWeightsDoesNotMatter(double unit) {
        for (int classes : new int[] {0, 2, 3, 10}) {
            GivenPredictions predictions = GivenPredictions.random(classes, 50, 1);
            assertSame(classes, predictions.weighted(unit), predictions.weighted(1));
        }
    }

    @Test
    void everyMetricIsUndefinedWithoutWeight() {
        for (int classes : new int[] {0, 2, 3, 10}) {
            Predictions predictions = GivenPredictions.random(classes, 50, 1).weighted(0);
            assertThat(Variants.of(classes))
                    .isNotEmpty()
                    .allSatisfy(
                            (name, metric) -> assertThat(metric.of(predictions)).isNull());
        }
    }
}
