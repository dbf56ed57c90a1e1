package io.descent.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.core.search.NumberRange.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RangeTest {
    private static final int SAMPLES = 4000;

    static Stream<Arguments> scales() {
        return Stream.of(
                Arguments.of(new NumberRange(Scale.LINEAR, -3, 5), of(x -> (x + 3) / 8)),
                Arguments.of(new NumberRange(Scale.LOG, 1e-4, 1), of(x -> (Math.log10(x) + 4) / 4)),
                Arguments.of(new NumberRange(Scale.ONE_MINUS_LOG, 0.9, 0.999), of(x -> (-1 - Math.log10(1 - x)) / 2)),
                Arguments.of(new NumberRange(Scale.INTEGER, 2, 11), of(x -> (x - 1) / 10)),
                Arguments.of(
                        new NumberRange(Scale.LOG_INTEGER, 8, 127), of(x -> Math.log((x + 1) / 8) / Math.log(16))));
    }

    private static DoubleUnaryOperator of(DoubleUnaryOperator distribution) {
        return distribution;
    }

    /** For whole numbers, whose distribution has jumps, it uses the randomised probability integral transform. */
    @ParameterizedTest
    @MethodSource("scales")
    void samplesPassAKolmogorovSmirnovTest(NumberRange range, DoubleUnaryOperator distribution) {
        PortableRandom random = new RandomStreams(3).search(0, 0);
        double[] uniform = new double[SAMPLES];
        Arrays.setAll(uniform, i -> {
            double x = range.at(random.nextDouble()).doubleValue();
            double upper = distribution.applyAsDouble(x);
            if (!range.scale().isWhole()) {
                return upper;
            }
            double lower = distribution.applyAsDouble(x - 1);
            return lower + (upper - lower) * random.nextDouble();
        });
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(null, 0, 1), uniform);
        assertThat(p).isGreaterThan(0.01);
    }

    @Test
    void aQuarterOfALogarithmicRangeLiesInEachDecade() {
        NumberRange range = new NumberRange(Scale.LOG, 1e-4, 1);
        PortableRandom random = new RandomStreams(1).search(0, 0);
        int[] counts = new int[4];
        for (int i = 0; i < 10_000; i++) {
            double value = range.at(random.nextDouble()).doubleValue();
            counts[(int) Math.min(3, Math.floor(Math.log10(value) + 4))]++;
        }
        for (int count : counts) {
            assertThat(count / 10_000.0).isCloseTo(0.25, within(0.02));
        }
    }

    @ParameterizedTest
    @MethodSource("scales")
    void endsAreReachedAndPlacesAreFoundAgain(NumberRange range, DoubleUnaryOperator distribution) {
        assertThat(range.at(0).doubleValue()).isEqualTo(range.from());
        assertThat(range.at(1).doubleValue()).isEqualTo(range.to());
        for (double u = 0; u <= 1; u += 0.013) {
            assertThat(range.settle(u)).isCloseTo(range.place(range.at(u)), within(1e-9));
            assertThat(range.at(range.settle(u)).doubleValue())
                    .isCloseTo(range.at(u).doubleValue(), within(1e-9));
        }
    }

    @Test
    void aChoiceHasEqualParts() {
        ChoiceRange range = new ChoiceRange(List.of("a", "b", "c"));
        assertThat(range.at(0)).isEqualTo("a");
        assertThat(range.at(0.34)).isEqualTo("b");
        assertThat(range.at(1)).isEqualTo("c");
        assertThat(range.settle(0.4)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LINEAR        | 2    | 1    | is reversed
            LINEAR        | 1    | 1    | is a single value
            LOG           | 0    | 1    | never reaches 0
            LOG           | -1   | 1    | never reaches 0
            LOG_INTEGER   | 0    | 9    | never reaches 0
            ONE_MINUS_LOG | 0.9  | 1    | never reaches 1
            INTEGER       | 0.5  | 2    | must be whole numbers
            INTEGER       | 0    | 2e9  | must not exceed 1,000,000,000
            LINEAR        | 0    | NaN  | must be finite
            LINEAR        | -1e308 | 1e308 | their difference must be finite
            """)
    void boundsThatMakeNoSenseAreRefused(Scale scale, double from, double to, String words) {
        assertThatThrownBy(() -> new NumberRange(scale, from, to))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
