package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.NumpyRandom;
import io.descent.core.search.LogRange;
import io.descent.core.search.NumberRange;
import io.descent.core.search.NumberRange.Scale;
import io.descent.inference.spec.Precision;

/** Sampling by orders of magnitude. */
final class LogScaleSuite implements GoldenSuite {
    @Override
    public String files() {
        return "log_scale_sampling\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"value", 2};
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        double low = one.number("low_exponent");
        double high = one.number("high_exponent");
        LogRange range = switch (one.text("kind")) {
            case "learning_rate" -> new LogRange(high, low); // r = -4 u
            case "log_uniform" -> new LogRange(low, high);
            default -> throw new AssertionError("unknown kind " + one.text("kind"));
        };
        NumberRange searched = new NumberRange(Scale.LOG, StrictMath.pow(10, low), StrictMath.pow(10, high));
        NumberRange ofBetas = high < 0
                ? new NumberRange(Scale.ONE_MINUS_LOG, 1 - StrictMath.pow(10, high), 1 - StrictMath.pow(10, low))
                : null;
        NumpyRandom random = new NumpyRandom((long) one.number("seed"));
        double[] exponents = one.vector("exponent");
        double[] values = one.vector("value");
        for (int i = 0; i < values.length; i++) {
            double u = random.nextDouble();
            assertThat(range.exponent(u)).isEqualTo(exponents[i]);
            assertThat(range.at(u)).isCloseTo(values[i], within(1e-14 * values[i]));
            double place = high == range.to() ? u : 1 - u;
            assertThat(searched.at(place).doubleValue()).isCloseTo(values[i], within(1e-14 * values[i]));
            if (one.has("one_minus_value")) {
                double want = one.vector("one_minus_value")[i];
                assertThat(1 - range.at(u)).isCloseTo(want, within(1e-14 * want));
                assertThat(ofBetas.at(1 - u).doubleValue()).isCloseTo(want, within(1e-14 * want));
            }
        }
    }
}
