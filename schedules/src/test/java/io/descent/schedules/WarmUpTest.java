package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    /** Returns, as the rate, one of the values that a schedule sees. */
    private record Told(ToDoubleFunction<Progress> what) implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return what.applyAsDouble(progress);
        }
    }

    private static double told(int length, Per per, Progress progress, ToDoubleFunction<Progress> what) {
        return new WarmUp(length, new Told(what), per).rate(1, progress);
    }

    @Test
    void theRateRisesInEqualStepsToTheFullOne() {
        for (int epoch = 0; epoch < 5; epoch++) {
            assertThat(new WarmUp().rate(0.1, At.epoch(epoch, 30))).isCloseTo(0.02 * (epoch + 1), within(1e-16));
        }
        WarmUp perStep = new WarmUp(4, new Exponential(), Per.STEP);
        assertThat(perStep.rate(0.1, At.step(0, 30, 10))).isEqualTo(0.025);
        assertThat(perStep.rate(0.1, At.step(3, 30, 10))).isEqualTo(0.1);
    }

    @Test
    void withoutAScheduleTheFullRateStays() {
        assertThat(new WarmUp().rate(0.1, At.epoch(5, 30))).isEqualTo(0.1);
        assertThat(new WarmUp().rate(0.1, At.epoch(29, 30))).isEqualTo(0.1);
    }

    @Test
    void cosineBeginsAfterIt() {
        for (int epoch = 5; epoch < 30; epoch++) {
            assertThat(new WarmUp(5, new Cosine(), Per.EPOCH).rate(0.1, At.epoch(epoch, 30)))
                    .isCloseTo(0.05 * (1 + Math.cos(Math.PI * (epoch - 5) / 25)), within(1e-16));
        }
        for (int step = 23; step < 300; step++) {
            assertThat(new WarmUp(23, new Cosine(0, 0, Per.STEP), Per.STEP).rate(0.1, At.step(step, 30, 10)))
                    .isCloseTo(0.05 * (1 + Math.cos(Math.PI * (step - 23) / 277)), within(1e-16));
        }
    }

    @Test
    void inverseTimeBeginsAfterIt() {
        for (int epoch = 5; epoch < 30; epoch++) {
            assertThat(new WarmUp(5, new InverseTime(), Per.EPOCH).rate(0.1, At.epoch(epoch, 30)))
                    .isCloseTo(0.1 / (epoch - 4), within(1e-16));
        }
        for (int step = 23; step < 300; step++) {
            // the warm-up contains two epochs and the start of the third
            assertThat(new WarmUp(23, new InverseTime(), Per.STEP).rate(0.1, At.step(step, 30, 10)))
                    .isCloseTo(0.1 / (step / 10 - 1), within(1e-16));
        }
    }

    @Test
    void plateausAreSoughtAfterIt() {
        WarmUp schedule = new WarmUp(2, new ReduceOnPlateau(0.5, 2, 0, 0, 0, Per.EPOCH), Per.EPOCH);
        // the costs of the warm-up are lower than all later ones, but later ones are not compared with them
        assertThat(schedule.rate(1, At.after(1, 1))).isEqualTo(1);
        assertThat(schedule.rate(1, At.after(1, 1, 4))).isEqualTo(1);
        assertThat(schedule.rate(1, At.after(1, 1, 4, 3))).isEqualTo(1);
        assertThat(schedule.rate(1, At.after(1, 1, 4, 3, 3))).isEqualTo(1);
        assertThat(schedule.rate(1, At.after(1, 1, 4, 3, 3, 3))).isEqualTo(0.5);
        assertThat(schedule.rate(1, At.after(1, 1, 4, 3, 3, 3, 2))).isEqualTo(0.5);
    }

    @Test
    void allThatAScheduleIsToldIsShifted() {
        At epoch7 = At.epoch(7, 30).with(i -> 100 + i);
        assertThat(told(5, Per.EPOCH, epoch7, Progress::epoch)).isEqualTo(2);
        assertThat(told(5, Per.EPOCH, epoch7, Progress::step)).isEqualTo(20);
        assertThat(told(5, Per.EPOCH, epoch7, Progress::epochs)).isEqualTo(25);
        assertThat(told(5, Per.EPOCH, epoch7, Progress::steps)).isEqualTo(250);
        assertThat(told(5, Per.EPOCH, epoch7, p -> p.cost(0))).isEqualTo(105);
        assertThat(told(5, Per.EPOCH, epoch7, p -> p.cost(1))).isEqualTo(106);
        At step75 = At.step(75, 30, 10).with(i -> 100 + i);
        assertThat(told(23, Per.STEP, step75, Progress::epoch)).isEqualTo(5);
        assertThat(told(23, Per.STEP, step75, Progress::step)).isEqualTo(52);
        assertThat(told(23, Per.STEP, step75, Progress::epochs)).isEqualTo(28);
        assertThat(told(23, Per.STEP, step75, Progress::steps)).isEqualTo(277);
        assertThat(told(23, Per.STEP, step75, p -> p.cost(0))).isEqualTo(102);
    }

    @Test
    void costsOfTheWarmUpAreHidden() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> told(5, Per.EPOCH, At.epoch(7, 30), p -> p.cost(-1)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> told(5, Per.EPOCH, At.epoch(7, 30), p -> p.cost(2)));
    }

    @Test
    void whatIsToldIsNeverNegativeInNestedWarmUps() {
        for (Per outer : Per.values()) {
            for (Per inner : Per.values()) {
                for (int length = 1; length < 60; length++) {
                    for (int step = 0; step < 70; step++) {
                        WarmUp nested = new WarmUp(
                                length, new WarmUp(3, new Told(p -> Math.min(p.epoch(), p.step())), inner), outer);
                        assertThat(nested.rate(1, At.step(step, 10, 7))).isNotNegative();
                    }
                }
            }
        }
    }
}
