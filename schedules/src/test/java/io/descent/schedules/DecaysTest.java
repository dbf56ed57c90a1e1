package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.LrSchedule;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Compares decays that are powers and fractions with tables computed by hand. */
class DecaysTest {
    /** Asserts the rates at epochs 0, 1, 2 ... to a relative error of 1e-15. */
    private static void assertRates(LrSchedule schedule, double initialRate, double... rates) {
        for (int epoch = 0; epoch < rates.length; epoch++) {
            assertThat(schedule.rate(initialRate, At.epoch(epoch, 10_000)))
                    .as("epoch %d", epoch)
                    .isCloseTo(rates[epoch], within(1e-15 * rates[epoch]));
        }
    }

    @Test
    void inverseTimeDividesByOneMoreEveryEpoch() {
        assertRates(new InverseTime(), 0.2, 0.2, 0.1, 0.2 / 3, 0.05, 0.04, 0.2 / 6);
        assertRates(new InverseTime(0.25, 1, Per.EPOCH), 1, 1, 0.8, 2 / 3.0, 4 / 7.0, 0.5, 4 / 9.0);
        assertThat(new InverseTime().rate(0.1, At.epoch(999, 10_000))).isCloseTo(1e-4, within(1e-19));
    }

    @Test
    void inverseTimeWithAnIntervalStaysBetweenChanges() {
        InverseTime schedule = new InverseTime(0.3, 10, Per.EPOCH);
        assertThat(schedule.rate(0.5, At.epoch(9, 50))).isEqualTo(0.5);
        assertThat(schedule.rate(0.5, At.epoch(10, 50))).isEqualTo(0.5 / 1.3);
        assertThat(schedule.rate(0.5, At.epoch(19, 50))).isEqualTo(0.5 / 1.3);
        assertThat(schedule.rate(0.5, At.epoch(20, 50))).isEqualTo(0.5 / 1.6);
    }

    @Test
    void exponentialIsTheBaseToThePowerOfTheEpoch() {
        assertRates(new Exponential(), 0.2, 0.2, 0.19, 0.1805, 0.171475);
        assertRates(new Exponential(0.5, Per.EPOCH), 0.1, 0.1, 0.05, 0.025, 0.0125, 0.00625);
        assertThat(new Exponential().rate(0.2, At.epoch(10, 50))).isCloseTo(0.2 * 0.5987369392383787, within(1e-15));
        assertThat(new Exponential().rate(0.2, At.epoch(10_000, 10_000)))
                .isNotNegative()
                .isLessThan(1e-200);
    }

    @Test
    void inverseSqrtFallsWithTheRootAndCountsEpochZeroAsOne() {
        assertRates(new InverseSqrt(), 0.6, 0.6, 0.6, 0.6 / Math.sqrt(2), 0.6 / Math.sqrt(3), 0.3);
        assertThat(new InverseSqrt(0.5, Per.EPOCH).rate(0.1, At.epoch(25, 50))).isCloseTo(0.01, within(1e-17));
        assertThat(new InverseSqrt().rate(1, At.epoch(10_000, 10_000))).isEqualTo(0.01);
    }

    @Test
    void staircaseGoesDownAStepEveryInterval() {
        assertRates(new Staircase(0.1, 2, Per.EPOCH), 0.3, 0.3, 0.3, 0.03, 0.03, 0.003, 0.003, 0.0003);
        assertThat(new Staircase().rate(0.2, At.epoch(9, 50))).isEqualTo(0.2);
        assertThat(new Staircase().rate(0.2, At.epoch(10, 50))).isEqualTo(0.1);
        assertThat(new Staircase().rate(0.2, At.epoch(39, 50))).isEqualTo(0.025);
    }

    @Test
    void manualTakesTheLastRateThatHasBegun() {
        assertRates(
                new Manual(new TreeMap<>(Map.of(2, 0.5, 3, 0.01, 6, 0.0)), Per.EPOCH),
                0.1,
                0.1,
                0.1,
                0.5,
                0.01,
                0.01,
                0.01,
                0,
                0);
        assertRates(new Manual(new TreeMap<>(Map.of(0, 0.3)), Per.EPOCH), 0.1, 0.3, 0.3, 0.3);
        assertRates(new Manual(), 0.1, 0.1, 0.1, 0.1);
    }

    @Test
    void manualKeepsItsOwnAscendingTable() {
        TreeMap<Integer, Double> table = new TreeMap<>(Comparator.reverseOrder());
        table.putAll(Map.of(1, 0.2, 2, 0.1));
        Manual schedule = new Manual(table, Per.EPOCH);
        table.clear();
        assertRates(schedule, 1, 1, 0.2, 0.1, 0.1);
        assertThat(schedule.rates())
                .containsExactly(Map.entry(1, 0.2), Map.entry(2, 0.1))
                .isUnmodifiable();
        assertThat(schedule).isEqualTo(new Manual(new TreeMap<>(Map.of(1, 0.2, 2, 0.1)), Per.EPOCH));
    }

    @Test
    void polynomialReachesItsEndAndStaysThere() {
        assertRates(new Polynomial(1, 0, 4, Per.EPOCH), 0.4, 0.4, 0.3, 0.2, 0.1, 0, 0);
        assertRates(new Polynomial(2, 0, 4, Per.EPOCH), 1.6, 1.6, 0.9, 0.4, 0.1, 0, 0);
        // end 0.25: 0.75 (1 - t/3)^3 + 0.25
        assertRates(new Polynomial(3, 0.25, 3, Per.EPOCH), 1, 1, 2 / 9.0 + 0.25, 1 / 36.0 + 0.25, 0.25, 0.25);
        assertThat(new Polynomial(0.5, 0, 0, Per.EPOCH).rate(1, At.epoch(75, 100)))
                .isEqualTo(0.5);
        assertThat(new Polynomial().rate(0.8, At.epoch(99, 100))).isCloseTo(0.008, within(1e-16));
    }

    @Test
    void stepsAreCountedInsteadOfEpochsIfAsked() {
        At middle = At.step(25, 10, 10);
        assertThat(new InverseTime(1, 1, Per.STEP).rate(0.26, middle)).isCloseTo(0.01, within(1e-17));
        assertThat(new InverseTime(1, 10, Per.STEP).rate(0.3, middle)).isCloseTo(0.1, within(1e-16));
        assertThat(new Exponential(0.5, Per.STEP).rate(1, middle)).isEqualTo(0x1p-25);
        assertThat(new InverseSqrt(1, Per.STEP).rate(1, middle)).isEqualTo(0.2);
        assertThat(new Staircase(0.5, 5, Per.STEP).rate(1, middle)).isEqualTo(0x1p-5);
        assertThat(new Manual(new TreeMap<>(Map.of(25, 3.0)), Per.STEP).rate(1, middle))
                .isEqualTo(3);
        assertThat(new Polynomial(1, 0, 0, Per.STEP).rate(1, middle)).isEqualTo(0.75);
        assertThat(new Polynomial(1, 0, 50, Per.STEP).rate(1, middle)).isEqualTo(0.5);
    }
}
