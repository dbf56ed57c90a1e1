package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Cost histories with reductions counted by hand. */
class ReduceOnPlateauTest {
    private static ReduceOnPlateau halving(int patience, int cooldown) {
        return new ReduceOnPlateau(0.5, patience, 0, cooldown, 0, Per.EPOCH);
    }

    /** Returns the rates before the first epoch and after each epoch; the initial rate is 1. */
    private static double[] rates(ReduceOnPlateau schedule, double... costs) {
        double[] rates = new double[costs.length + 1];
        for (int epoch = 0; epoch <= costs.length; epoch++) {
            rates[epoch] = schedule.rate(1, At.epoch(epoch, 100).with(i -> costs[i]));
        }
        return rates;
    }

    @Test
    void fallingCostsLeaveTheRate() {
        assertThat(rates(halving(1, 0), 5, 4, 3, 2, 1, 0, -1, -2)).containsOnly(1);
    }

    @Test
    void eachPatienceWithoutALowerCostReduces() {
        assertThat(rates(halving(2, 0), 3, 3, 3, 3, 3, 3, 3)).containsExactly(1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125);
        assertThat(rates(halving(1, 0), 3, 4, 2, 2, 1)).containsExactly(1, 1, 0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void aLowerCostStartsThePatienceAnew() {
        assertThat(rates(halving(3, 0), 3, 4, 4, 2, 3, 3, 3, 3, 1)).containsExactly(1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5);
    }

    @Test
    void costsAreComparedWithTheBestNotWithTheOneBefore() {
        assertThat(rates(halving(3, 0), 1, 9, 8, 7)).containsExactly(1, 1, 1, 1, 0.5);
    }

    @Test
    void aFallWithinTheThresholdIsNone() {
        ReduceOnPlateau schedule = new ReduceOnPlateau(0.5, 2, 0.125, 0, 0, Per.EPOCH);
        // the best stays 8: 7 is not below 8 - 1, but a slow fall eventually reaches 6.9
        assertThat(rates(schedule, 8, 7.5, 6.9, 7, 7)).containsExactly(1, 1, 1, 1, 1, 0.5);
        assertThat(rates(schedule, 8, 7.5, 7)).containsExactly(1, 1, 1, 0.5);
        // a negative cost must fall too: below -8 - 1
        assertThat(rates(schedule, -8, -8.5, -9)).containsExactly(1, 1, 1, 0.5);
        assertThat(rates(schedule, -8, -8.5, -9.1)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void aMetricOfWhichMoreIsBetterMustRise() {
        ReduceOnPlateau byAccuracy = new ReduceOnPlateau(0.5, 2, 0, 0, 0, Per.EPOCH, "dev.accuracy");
        assertThat(byAccuracy.metrics()).containsExactly("dev.accuracy");
        // At gives minus these numbers as accuracies: -3, -2, -2, -2, -1
        assertThat(rates(byAccuracy, 3, 2, 2, 2, 1)).containsExactly(1, 1, 1, 1, 0.5, 0.5);
        assertThat(new WarmUp(1, byAccuracy, Per.EPOCH).metrics()).containsExactly("dev.accuracy");
        assertThat(halving(1, 0).metrics()).isEmpty();
    }

    @Test
    void anUndefinedMetricDoesNotImprove() {
        ReduceOnPlateau byCost = new ReduceOnPlateau(0.5, 2, 0, 0, 0, Per.EPOCH, "dev.cost");
        assertThat(rates(byCost, Double.NaN, 3, Double.NaN, Double.NaN, 2)).containsExactly(1, 1, 1, 1, 0.5, 0.5);
        assertThat(rates(byCost, Double.NaN, Double.NaN, 2)).containsExactly(1, 1, 0.5, 0.5);
    }

    @Test
    void anotherMetricIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReduceOnPlateau(0.5, 2, 0, 0, 0, Per.EPOCH, "test.cost"))
                .withMessageContaining("expected train.cost, or dev.");
    }

    @Test
    void cooldownEpochsAreNotCounted() {
        assertThat(rates(halving(2, 3), 3, 3, 3, 3, 3, 3, 3, 3, 3))
                .containsExactly(1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25);
    }

    @Test
    void aLowerCostDuringTheCooldownIsTheBest() {
        // reduced after the second epoch, cooling in the next two, where 1 becomes the best; then 2 is bad
        assertThat(rates(halving(1, 2), 3, 3, 1, 2, 2)).containsExactly(1, 1, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void theRateStaysAboveTheMinimum() {
        ReduceOnPlateau schedule = new ReduceOnPlateau(0.1, 1, 0, 0, 0.05, Per.EPOCH);
        assertThat(schedule.rate(0.2, At.after(1, 1))).isCloseTo(0.02, within(1e-17));
        assertThat(schedule.rate(0.2, At.after(1, 1, 1))).isEqualTo(0.05 * 0.2);
        assertThat(schedule.rate(0.2, At.after(1, 1, 1, 1, 1, 1, 1))).isEqualTo(0.05 * 0.2);
    }

    @Test
    void aTenthAfterTenEpochsByDefault() {
        At tenth = At.epoch(10, 100).with(i -> 1 - 1e-5 * i);
        At eleventh = At.epoch(11, 100).with(i -> 1 - 1e-6 * i);
        assertThat(new ReduceOnPlateau().rate(0.2, tenth)).isEqualTo(0.2);
        assertThat(new ReduceOnPlateau().rate(0.2, eleventh)).isCloseTo(0.02, within(1e-17));
        // a fall of 1e-5 per epoch: every eleventh cost is more than 1e-4 below the best, so the rate is never reduced
        assertThat(new ReduceOnPlateau(0.1, 11, 1e-4, 0, 0, Per.EPOCH)
                        .rate(0.2, At.epoch(90, 100).with(i -> 1 - 1e-5 * i)))
                .isEqualTo(0.2);
    }

    @Test
    void stepsOfWholeEpochsAreCountedIfAsked() {
        // ten steps per epoch: 25 steps of patience are three epochs, 11 steps of cooldown are two
        ReduceOnPlateau schedule = new ReduceOnPlateau(0.5, 25, 0, 11, 0, Per.STEP);
        assertThat(rates(schedule, 3, 3, 3, 3, 3, 3, 3, 3, 3))
                .containsExactly(1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25);
        assertThat(rates(new ReduceOnPlateau(0.5, 20, 0, 0, 0, Per.STEP), 3, 3, 3, 3, 3))
                .containsExactly(1, 1, 1, 0.5, 0.5, 0.25);
    }
}
