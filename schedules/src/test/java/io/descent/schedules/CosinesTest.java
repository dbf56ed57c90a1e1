package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Compares the cosine schedules with the closed forms of other libraries. */
class CosinesTest {
    /** Anneals from one rate to another while x goes from 0 to 1. */
    private static double anneal(double from, double to, double x) {
        return to + (from - to) / 2 * (Math.cos(Math.PI * x) + 1);
    }

    @Test
    void cosineIsHalfAWaveOverTheWholeTraining() {
        for (int epoch = 0; epoch <= 40; epoch++) {
            assertThat(new Cosine().rate(0.1, At.epoch(epoch, 40)))
                    .isCloseTo(anneal(0.1, 0, epoch / 40.0), within(1e-16));
            assertThat(new Cosine(0.2, 0, Per.STEP).rate(0.1, At.step(epoch, 4, 10)))
                    .isCloseTo(anneal(0.1, 0.02, epoch / 40.0), within(1e-16));
        }
    }

    @Test
    void cosineKnowsItsLandmarks() {
        Cosine schedule = new Cosine(0.5, 12, Per.EPOCH);
        assertThat(schedule.rate(4, At.epoch(0, 100))).isEqualTo(4);
        assertThat(schedule.rate(4, At.epoch(4, 100))).isCloseTo(3.5, within(1e-15));
        assertThat(schedule.rate(4, At.epoch(6, 100))).isCloseTo(3, within(1e-15));
        assertThat(schedule.rate(4, At.epoch(8, 100))).isCloseTo(2.5, within(1e-15));
        assertThat(schedule.rate(4, At.epoch(12, 100))).isEqualTo(2);
        assertThat(schedule.rate(4, At.epoch(99, 100))).isEqualTo(2);
    }

    @Test
    void restartsBeginEachPeriodAtTheFullRate() {
        for (int factor = 1; factor <= 3; factor++) {
            CosineRestarts schedule = new CosineRestarts(7, factor, 0.01, Per.EPOCH);
            int current = 0;
            int period = 7;
            for (int epoch = 0; epoch < 500; epoch++) {
                assertThat(schedule.rate(0.3, At.epoch(epoch, 500)))
                        .as("factor %d, epoch %d", factor, epoch)
                        .isCloseTo(anneal(0.3, 0.003, (double) current / period), within(1e-15));
                current++;
                if (current == period) {
                    current = 0;
                    period *= factor;
                }
            }
        }
    }

    @Test
    void restartsAreAfterTenThirtyAndSeventyEpochs() {
        for (int epoch : new int[] {0, 10, 30, 70, 150}) {
            assertThat(new CosineRestarts().rate(0.1, At.epoch(epoch, 200))).isEqualTo(0.1);
            assertThat(new CosineRestarts(10, 2, 0, Per.STEP).rate(0.1, At.step(epoch, 2, 100)))
                    .isEqualTo(0.1);
        }
        assertThat(new CosineRestarts().rate(0.1, At.epoch(20, 200))).isCloseTo(0.05, within(1e-16));
        assertThat(new CosineRestarts().rate(0.1, At.epoch(69, 200))).isLessThan(2e-4);
    }

    /** The two phases as in PyTorch, each from its first to its last update, counted from 0. */
    private static double oneCycle(double peak, double pctStart, double start, double last, int step, int total) {
        double endOfRise = pctStart * total - 1;
        double endOfFall = total - 1;
        return step <= endOfRise
                ? anneal(start * peak, peak, step / endOfRise)
                : anneal(peak, last * peak, (step - endOfRise) / (endOfFall - endOfRise));
    }

    @Test
    void oneCycleRisesAndFallsOverAllUpdates() {
        for (int step = 0; step < 1000; step++) {
            assertThat(new OneCycle().rate(0.5, At.step(step, 20, 50)))
                    .isCloseTo(oneCycle(0.5, 0.3, 1 / 25.0, 1 / 25e4, step, 1000), within(1e-15));
            assertThat(new OneCycle(0.45, 0.1, 0.001, Per.STEP).rate(2, At.step(step, 1, 1000)))
                    .isCloseTo(oneCycle(2, 0.45, 0.1, 0.001, step, 1000), within(4e-15));
        }
        for (int epoch = 0; epoch < 37; epoch++) {
            assertThat(new OneCycle(0.25, 0.1, 0, Per.EPOCH).rate(1, At.epoch(epoch, 37)))
                    .isCloseTo(oneCycle(1, 0.25, 0.1, 0, epoch, 37), within(2e-15));
        }
    }

    @Test
    void oneCycleHasOnePeak() {
        OneCycle schedule = new OneCycle();
        assertThat(schedule.rate(0.5, At.step(0, 20, 50))).isCloseTo(0.02, within(1e-17));
        assertThat(schedule.rate(0.5, At.step(299, 20, 50))).isEqualTo(0.5);
        assertThat(schedule.rate(0.5, At.step(999, 20, 50))).isEqualTo(2e-6);
        for (int step = 1; step < 1000; step++) {
            double change = schedule.rate(0.5, At.step(step, 20, 50)) - schedule.rate(0.5, At.step(step - 1, 20, 50));
            assertThat(step <= 299 ? change : -change).as("step %d", step).isPositive();
        }
    }

    @Test
    void oneCycleOfTheShortestTrainingsEndsAtItsLastValue() {
        assertThat(new OneCycle().rate(1, At.step(0, 1, 1))).isEqualTo(4e-6);
        assertThat(new OneCycle().rate(1, At.step(0, 1, 2))).isEqualTo(1);
        assertThat(new OneCycle().rate(1, At.step(1, 1, 2))).isEqualTo(4e-6);
        assertThat(new OneCycle(0, 0.1, 0.2, Per.STEP).rate(1, At.step(0, 1, 9)))
                .isEqualTo(1);
        assertThat(new OneCycle(1, 0.1, 0.2, Per.STEP).rate(1, At.step(8, 1, 9)))
                .isEqualTo(0.2);
    }

    /** With k cycles, cycle c ends at t = (2^c - 1) / (2^k - 1). */
    @Test
    void cyclesOfCosineLogDouble() {
        CosineLog schedule = new CosineLog();
        for (int end : new int[] {0, 1, 3, 7, 15}) {
            assertThat(schedule.rate(0.2, At.step(10 * end, 15, 10)))
                    .as("step %d", 10 * end)
                    .isCloseTo(0, within(1e-15));
        }
        assertThat(new CosineLog(1).rate(1, At.step(100, 10, 20)))
                .isCloseTo((1 - Math.cos(2 * Math.PI * Math.log(1.5) / Math.log(2))) / 2, within(1e-15));
        int steps = 1500;
        for (int c = 1; c <= 4; c++) {
            double peak = (Math.pow(2, c - 0.5) - 1) / 15;
            int step = (int) Math.round(peak * steps);
            assertThat(schedule.rate(0.2, At.step(step, 15, 100))).isCloseTo(0.2, within(1e-4));
        }
        for (int step = 0; step < steps; step++) {
            double log = Math.log(1 + 15.0 * step / steps) / Math.log(2);
            assertThat(schedule.rate(3, At.step(step, 15, 100)))
                    .isCloseTo(3 * (1 - Math.cos(2 * Math.PI * log)) / 2, within(1e-13));
        }
    }

    @Test
    void flatCosineFallsInTheSecondHalf() {
        FlatCosine schedule = new FlatCosine();
        assertThat(schedule.rate(0.3, At.step(0, 10, 10))).isEqualTo(0.3);
        assertThat(schedule.rate(0.3, At.step(50, 10, 10))).isEqualTo(0.3);
        assertThat(schedule.rate(0.3, At.step(75, 10, 10))).isCloseTo(0.15, within(1e-16));
        assertThat(schedule.rate(0.3, At.step(100, 10, 10))).isEqualTo(0);
        for (int step = 50; step <= 100; step++) {
            assertThat(schedule.rate(0.3, At.step(step, 10, 10)))
                    .isCloseTo(anneal(0.3, 0, (step - 50) / 50.0), within(1e-16));
        }
    }

    @Test
    void cyclesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CosineLog(0)).withMessageContaining("cycles is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new CosineLog(31));
    }
}
