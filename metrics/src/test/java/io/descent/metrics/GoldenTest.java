package io.descent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares metrics with the numbers of scikit-learn; the README.md beside the numbers says how they were made. */
class GoldenTest {
    private static final double TOLERANCE = 1e-12;
    private static final List<Golden> CASES = Golden.all();

    static Stream<String> names() {
        return Stream.of(Variants.OF_CLASSES, Variants.OF_VALUES).flatMap(metrics -> metrics.keySet().stream());
    }

    @ParameterizedTest
    @MethodSource("names")
    void metricsMatchTheReference(String name) {
        Set<Double> different = new HashSet<>();
        for (Golden one : CASES) {
            if (one.expected().containsKey(name)) {
                Double actual = Variants.of(one.classes()).get(name).of(one.predictions());
                Double expected = one.expected().get(name);
                if (expected == null) {
                    assertThat(actual).as(one.name()).isNull();
                } else {
                    assertThat(actual).as(one.name()).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
                    different.add(expected);
                }
            }
        }
        assertThat(different).hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void everyCaseHasEveryMetricOfItsKind() {
        assertThat(CASES)
                .hasSize(63)
                .allSatisfy(one -> assertThat(one.expected())
                        .containsOnlyKeys(Variants.of(one.classes()).keySet()));
    }

    /** The cases of each metric include undefined ones and many others. */
    @ParameterizedTest
    @MethodSource("names")
    void everyMetricIsDefinedInManyCasesAndUndefinedInSome(String name) {
        assertThat(CASES.stream().map(Golden::expected).filter(expected -> expected.containsKey(name)))
                .anySatisfy(expected -> assertThat(expected.get(name)).isNull())
                .filteredOn(expected -> expected.get(name) != null)
                .hasSizeGreaterThanOrEqualTo(14);
    }
}
