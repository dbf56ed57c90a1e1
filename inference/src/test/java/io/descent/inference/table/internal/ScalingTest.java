package io.descent.inference.table.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalingTest {
    /** Probabilities and quantiles that scipy 1.17.1 gives. */
    private static final double[][] QUANTILES = {
        {1e-300, -37.0470962993612},
        {1e-20, -9.262340089798409},
        {1e-10, -6.361340902404056},
        {1e-07, -5.1993375821928165},
        {0.001, -3.090232306167813},
        {0.02, -2.053748910631823},
        {0.075, -1.4395314709384563},
        {0.3, -0.5244005127080409},
        {0.5, 0.0},
        {0.9, 1.2815515655446004},
        {0.93, 1.475791028179171},
        {0.999, 3.090232306167813},
        {0.9999999, 5.199337582290661},
    };

    private static final double[][] PROBABILITIES = {
        {-8, 6.22096057427174e-16},
        {-5, 2.866515718791933e-07},
        {-2.5, 0.006209665325776132},
        {-1, 0.15865525393145707},
        {-0.1, 0.460172162722971},
        {0, 0.5},
        {0.5, 0.6914624612740131},
        {1.3, 0.9031995154143897},
        {3, 0.9986501019683699},
        {6, 0.9999999990134123},
    };

    @Test
    void theNormalDistributionIsThatOfScipy() {
        for (double[] pair : QUANTILES) {
            assertThat(NormalDistribution.quantile(pair[0]))
                    .isCloseTo(pair[1], within(1e-12 * Math.max(1, Math.abs(pair[1]))));
        }
        for (double[] pair : PROBABILITIES) {
            assertThat(NormalDistribution.cumulative(pair[0])).isCloseTo(pair[1], within(1e-15));
        }
        assertThat(NormalDistribution.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(NormalDistribution.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    static List<Scaling> scalings() {
        double[] quantiles = new Random(1).doubles(100).sorted().toArray();
        return List.of(
                new Scaling.None(),
                new Scaling.Standardize(0.3, 0.1),
                new Scaling.Robust(0.4, 2),
                new Scaling.MinMax(-1, 2),
                new Scaling.Quantile(quantiles),
                new Scaling.Log(0.2, 0.5));
    }

    @Test
    void scalingsIncreaseAndAreInverted() {
        double[] numbers = new Random(2).doubles(1000, 0.05, 0.95).sorted().toArray();
        for (Scaling scaling : scalings()) {
            double last = Double.NEGATIVE_INFINITY;
            for (double x : numbers) {
                double scaled = scaling.apply(x);
                assertThat(scaled).as("%s", scaling).isGreaterThanOrEqualTo(last);
                assertThat(scaling.invert(scaled)).as("%s", scaling).isCloseTo(x, within(1e-12));
                last = scaled;
            }
        }
    }

    @Test
    void clippedScalingsStayFinite() {
        Scaling quantile = new Scaling.Quantile(1, 2, 4);
        Scaling robust = new Scaling.Robust(0, Double.MAX_VALUE);
        for (double x : new double[] {Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
            assertThat(quantile.apply(x)).isEqualTo(5.199337582605575);
            assertThat(quantile.apply(-x)).isEqualTo(-5.199337582605575);
            assertThat(robust.apply(x)).isEqualTo(3);
            assertThat(robust.apply(-x)).isEqualTo(-3);
            assertThat(quantile.invert(x)).isEqualTo(4);
            assertThat(quantile.invert(-x)).isEqualTo(1);
            assertThat(new Scaling.Robust(1, 2).invert(x)).isFinite();
        }
    }

    @Test
    void equalNumbersAreMappedToTheMiddleOfTheirRanks() {
        Scaling quantile = new Scaling.Quantile(0, 3, 3, 3, 9);
        assertThat(quantile.apply(3)).isZero();
        assertThat(new Scaling.Quantile(3, 3).apply(8)).isZero();
        assertThat(quantile.apply(6)).isCloseTo(NormalDistribution.quantile(0.875), within(1e-15));
    }

    @Test
    void smallUnitsDoNotMatterToQuantiles() {
        double[] quantiles = {1, 2, 3, 5, 8};
        Scaling small = new Scaling.Quantile(
                Arrays.stream(quantiles).map(x -> x * 0x1p-40).toArray());
        assertThat(small.apply(2.5 * 0x1p-40)).isEqualTo(new Scaling.Quantile(quantiles).apply(2.5));
    }

    @Test
    void numbersOutOfRangeAreRejected() {
        assertThatThrownBy(() -> new Scaling.Quantile(1)).hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new Scaling.Quantile(2, 1)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> new Scaling.Quantile(1, Double.NaN)).hasMessageContaining("finite");
        assertThatThrownBy(() -> new Scaling.Quantile(-Double.MAX_VALUE, Double.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scaling.Standardize(0, 0)).hasMessage("invalid scaling with 0 0");
        assertThatThrownBy(() -> new Scaling.MinMax(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scaled(new Scaling.None(), Double.NaN, false, false))
                .hasMessageContaining("cannot stand for missing cells");
    }

    @Test
    void quantilesAreCompared() {
        assertThat(new Scaling.Quantile(1, 2))
                .isEqualTo(new Scaling.Quantile(1, 2))
                .hasSameHashCodeAs(new Scaling.Quantile(1, 2))
                .isNotEqualTo(new Scaling.Quantile(1, 3))
                .hasToString("Quantile[2 from 1 to 2]");
    }
}
