package io.descent.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.LrSchedule;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongSchedulesTest {
    public record FallsBelowZero() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate * (1 - 0.1 * progress.epoch());
        }
    }

    /** Divides by the number of steps left after this one. */
    public record DividesByZeroAtTheEnd() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / (progress.steps() - progress.step() - 1);
        }
    }

    public record CountsCalls() implements LrSchedule {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / CALLS.incrementAndGet();
        }
    }

    public record LooksAtTheClock() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / (1 + System.nanoTime() % 1000);
        }
    }

    public record AsksForThisEpochsCost() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate * progress.cost(progress.epoch());
        }
    }

    public record Overflows() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return initialRate / Math.max(1, progress.step() + progress.steps()) * (progress.step() * 2 + 1);
        }
    }

    public record IgnoresTheInitialRate() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return 5;
        }
    }

    public record IsAlwaysZero() implements LrSchedule {
        @Override
        public double rate(double initialRate, Progress progress) {
            return 0 * initialRate;
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new FallsBelowZero(), "finite and not negative"),
                arguments(new DividesByZeroAtTheEnd(), "is Infinity; it must be finite"),
                arguments(new CountsCalls(), "depend on earlier calls"),
                arguments(new LooksAtTheClock(), "on a clock"),
                arguments(new AsksForThisEpochsCost(), "asks too early"),
                arguments(new Overflows(), "is -2.9496729700000003E7; it must be finite and not negative"),
                arguments(new IgnoresTheInitialRate(), "multiply by the initial rate"),
                arguments(new IsAlwaysZero(), "are 0"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }
}
