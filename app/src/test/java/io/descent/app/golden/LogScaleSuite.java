package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.core.random.NumpyRandom;
import io.descent.core.search.LogRange;
import io.descent.core.search.NumberRange;
import io.descent.core.search.NumberRange.Scale;
import io.descent.inference.spec.Precision;

/** Compares sampling on a logarithmic scale. */
final class LogScaleSuite implements GoldenSuite {
    private static final double TOLERANCE = 1e-14;

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
        NumberRange ofBetas = one.has("one_minus_value") && 1 - StrictMath.pow(10, low) < 1
                ? new NumberRange(Scale.ONE_MINUS_LOG, 1 - StrictMath.pow(10, high), 1 - StrictMath.pow(10, low))
                : null;
        NumpyRandom random = new NumpyRandom(one.seed("seed"));
        double[] exponents = one.vector("exponent");
        double[] values = one.vector("value");
        for (int i = 0; i < values.length; i++) {
            double u = random.nextDouble();
            double share = high == range.to() ? u : 1 - u; // the share of the way from low to high
            assertThat(range.exponent(u)).isEqualTo(exponents[i]);
            assertThat(range.at(u)).isCloseTo(values[i], within(TOLERANCE * values[i]));
            double ends = moved(share, values[i], low, searched.from(), high, searched.to());
            assertThat(searched.at(share).doubleValue()).isCloseTo(values[i], within(TOLERANCE * values[i] + ends));
            if (!one.has("one_minus_value")) {
                continue;
            }
            double want = one.vector("one_minus_value")[i];
            double allowed = TOLERANCE * Math.max(values[i], Math.abs(want)); // digits cancel near 0
            assertThat(1 - range.at(u)).isCloseTo(want, within(allowed));
            if (ofBetas != null) {
                ends = moved(share, values[i], low, 1 - ofBetas.to(), high, 1 - ofBetas.from());
                assertThat(ofBetas.at(1 - share).doubleValue()).isCloseTo(want, within(allowed + ends));
            }
        }
    }

    /**
     * How far a value moves because the bounds of a range are rounded: 1 - 1e-12 has no exact double. It is 0 at a
     * bound, where the range returns the bound itself.
     *
     * @param share the share of the way from low to high
     */
    private static double moved(double share, double value, double low, double from, double high, double to) {
        double exponent =
                (1 - share) * Math.abs(StrictMath.log10(from) - low) + share * Math.abs(StrictMath.log10(to) - high);
        return share == 0 || share == 1 ? 0 : value * Math.log(10) * exponent;
    }
}
