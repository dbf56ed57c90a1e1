package io.descent.inference.text.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.spec.Precision;
import java.util.Random;
import java.util.regex.Pattern;
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

    /** Every way of writing a number, of up to 25 digits and with exponents in and out of range. */
    @Test
    void numbersAreRoundedAsByTheJdk() {
        Random random = new Random(4);
        for (int i = 0; i < 1_000_000; i++) {
            StringBuilder text = new StringBuilder(new String[] {"", "-", "+"}[random.nextInt(3)]);
            int digits = 1 + random.nextInt(random.nextBoolean() ? 8 : 25);
            int point = random.nextInt(2 * digits + 1);
            for (int d = 0; d <= digits; d++) {
                if (d == point) {
                    text.append('.');
                }
                if (d < digits) {
                    text.append(random.nextInt(4) == 0 ? 0 : random.nextInt(10));
                }
            }
            if (random.nextInt(3) == 0) {
                text.append(random.nextBoolean() ? 'e' : 'E')
                        .append(new String[] {"", "-", "+"}[random.nextInt(3)])
                        .append(random.nextInt(random.nextBoolean() ? 30 : 340));
            }
            double expected = Double.parseDouble(text.toString()) + 0.0;
            if (Decimal.parse(text.toString()) != expected) {
                assertThat(Decimal.parse(text.toString())).as(text.toString()).isEqualTo(expected);
            }
        }
        assertThat(Decimal.parse("1e99999999999999999999")).isInfinite();
        assertThat(Decimal.parse("0e99999999999999999999")).isZero();
        assertThat(Decimal.parse("1e-99999999999999999999")).isZero();
        assertThat(Decimal.parse("9007199254740993")).isEqualTo(9007199254740992.0);
    }

    /** Texts of the characters of numbers are numbers where the grammar says so. */
    @Test
    void exactlyDecimalsAreParsed() {
        Pattern decimal = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
        Random random = new Random(5);
        String characters = "00123.eE+- x\u0663";
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            boolean isNumber = !Double.isNaN(Decimal.parse(text.toString()));
            if (isNumber != decimal.matcher(text).matches()) {
                assertThat(text.toString()).as("number: %s", isNumber).isEmpty();
            }
        }
    }

    @Test
    void zeroHasNoSign() {
        assertThat(1 / Decimal.parse("-0")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(1 / Decimal.parse("-0.00000000000000000000000")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Decimal.parse("1e400")).isInfinite();
        assertThat(Decimal.parse("+.5e-1")).isEqualTo(0.05);
    }
}
