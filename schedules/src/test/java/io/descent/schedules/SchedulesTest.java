package io.descent.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SchedulesTest {
    private record At(int epoch) implements Progress {
        @Override
        public int step() {
            return 10 * epoch;
        }

        @Override
        public int epochs() {
            return 10_000;
        }

        @Override
        public int steps() {
            return 100_000;
        }

        @Override
        public double cost(int epoch) {
            return 1;
        }
    }

    @Test
    void exponentialIsTheBaseToThePowerOfTheEpoch() {
        Exponential schedule = new Exponential(0.95);
        assertThat(schedule.rate(0.2, new At(0))).isEqualTo(0.2);
        assertThat(schedule.rate(0.2, new At(1))).isCloseTo(0.19, within(1e-16));
        assertThat(schedule.rate(0.2, new At(10))).isCloseTo(0.2 * 0.5987369392383787, within(1e-15));
        assertThat(schedule.rate(0.2, new At(10_000))).isNotNegative().isLessThan(1e-200);
        assertThat(new Exponential().base()).isEqualTo(0.95);
    }

    @Test
    void baseOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exponential(1.01))
                .withMessageContaining("at most 1");
    }

    @Test
    void serviceLoaderFindsThem() {
        assertThat(ServiceLoader.load(LrSchedule.class))
                .extracting(LrSchedule::name)
                .contains("exponential");
    }
}
