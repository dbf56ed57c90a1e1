package io.descent.inference.text.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.spec.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -3.5, 0.1, 1e-10, 2e22, 4.9e-324, 123456789})
    void numbersAreShortAndReadBack(double value) {
        assertThat(Decimal.parse(Decimal.text(value))).isEqualTo(value);
        assertThat((float) Decimal.parse(Decimal.text(value, Precision.FLOAT32)))
                .isEqualTo((float) value);
    }

    @Test
    void textIsTheShortestOnEveryJdk() {
        assertThat(Decimal.text(0.1f, Precision.FLOAT32)).isEqualTo("0.1");
        assertThat(Decimal.text(3)).isEqualTo("3");
        assertThat(Decimal.text(-12_345_678)).isEqualTo("-12345678");
        assertThat(Decimal.text(1e-8)).isEqualTo("1.0E-8");
        assertThat(Decimal.text(Double.parseDouble("333885e15")))
                .isEqualTo("3.33885E20"); // a JDK before 19 would print 17 digits
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "NaN", "Infinity", "0x1p3", "1d", "1 2", "1,5", "--1", ".", "e5"})
    void whatIsNoDecimalIsNaN(String text) {
        assertThat(Decimal.parse(text)).isNaN();
    }

    @Test
    void zeroHasNoSign() {
        assertThat(1 / Decimal.parse("-0")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Decimal.parse("1e400")).isInfinite();
        assertThat(Decimal.parse("+.5e-1")).isEqualTo(0.05);
    }
}
