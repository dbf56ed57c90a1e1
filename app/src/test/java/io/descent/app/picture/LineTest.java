package io.descent.app.picture;

import static io.descent.app.picture.Drawing.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
    @Test
    void whatIsNotFiniteIsLeftOut() {
        assertThat(line("x", 1, Double.NaN, Double.POSITIVE_INFINITY, 2).points())
                .containsOnlyKeys(1, 4)
                .containsValues(1.0, 2.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 1000})
    void shortLinesStayWhole(int length) {
        assertThat(line("x", new double[length]).thinned().points()).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1999, 15_000, 1_000_000})
    void longLinesKeepEndsAndSpikes(int length) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> Math.sin(i * 0.001));
        values[length / 3] = 100;
        values[length / 2] = -100;
        Line thin = line("x", values).thinned();
        assertThat(thin.points())
                .hasSizeLessThanOrEqualTo(Line.MOST)
                .hasSizeGreaterThan(Line.MOST / 3)
                .containsEntry(1, values[0])
                .containsEntry(length, values[length - 1])
                .containsEntry(length / 3 + 1, 100.0)
                .containsEntry(length / 2 + 1, -100.0);
        thin.points().forEach((epoch, value) -> assertThat(value).isEqualTo(values[epoch - 1]));
    }

    @Test
    void rangeIsLogarithmicWhereMostValuesAreSmall() {
        ValueRange range = ValueRange.of(List.of(line("x", 2.3, 0.3, 0.04, 0.03, 0.02)));
        assertThat(range.logarithmic()).isTrue();
        assertThat(range.from()).isCloseTo(0.019, within(1e-12));
        assertThat(range.to()).isCloseTo(5, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", 2, 0.5, 0.4, 0.3))).logarithmic())
                .isFalse();
        assertThat(ValueRange.of(List.of(line("x", 2, 0, 0, 0))).logarithmic()).isFalse();
    }

    @Test
    void logarithmicRangeHoldsTwoPowersOfTen() {
        ValueRange range = ValueRange.of(List.of(line("x", 28_000, 3_000, 2_900, 2_800)));
        assertThat(range.from()).isCloseTo(950, within(1e-9));
        assertThat(range.to()).isCloseTo(50_000, within(1e-9));
    }

    @Test
    void rangeBeginsAtZeroUnlessThatIsFar() {
        assertThat(ValueRange.of(List.of(line("x", 0.4, 1))).from()).isCloseTo(-0.02, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", 0.9, 1))).from()).isCloseTo(0.898, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", 0.01))).to()).isCloseTo(0.0105, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", 0))).to()).isPositive();
        assertThat(ValueRange.of(List.of(line("x", -3))).from()).isCloseTo(-3.06, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", 0.7, 0.7 + 1e-12))).from()).isNegative();
    }

    @Test
    void rangeOfManyPowersOfTenIsLinear() {
        assertThat(ValueRange.of(List.of(line("x", 1, 1, 1, 1e30))).logarithmic())
                .isFalse();
    }

    @Test
    void firstValuesOfR2DoNotPressTheOthersTogether() {
        assertThat(ValueRange.of(List.of(line("x", -300, 0.2, 0.5))).from()).isCloseTo(-1.03, within(1e-12));
        assertThat(ValueRange.of(List.of(line("x", -300, -200))).from()).isLessThan(-300);
    }

    @Test
    void ticksAreShortNumbers() {
        ValueRange range = new ValueRange(-10, 20_000, false);
        assertThat(range.label(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(range.label(0)).isEqualTo("0");
        assertThat(range.label(-2.5)).isEqualTo("-2.5");
        assertThat(range.label(15_000)).isEqualTo("15,000");
        assertThat(new ValueRange(0, 1e-4, false).label(0.00003)).isEqualTo("0.00003");
        assertThat(range.label(25_000)).hasSize(1).isNotEqualTo(range.label(30_000));
    }
}
