package io.descent.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Plugin;
import io.descent.api.Tensor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongInitializersTest {
    public record Multiplies() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(Math.sqrt(fan.in()));
        }
    }

    public record ForgetsTheRoot() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(1.0 / fan.in());
        }
    }

    public record IsTenTimesTooLarge() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(10 / Math.sqrt(fan.in()));
        }
    }

    public record IsPositive() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextDouble).scale(1 / Math.sqrt(fan.in()));
        }
    }

    public record LeavesTheLastRow() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.rows(0, weights.rows() - 1).fill(random::nextGaussian);
        }
    }

    public record HasItsOwnChance() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(() -> ThreadLocalRandom.current().nextGaussian() / Math.sqrt(fan.in()));
        }
    }

    public record CountsCalls() implements Initializer {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            double c = 1 + 1e-3 * CALLS.incrementAndGet();
            weights.fill(random::nextGaussian).scale(c / Math.sqrt(fan.in()));
        }
    }

    public record DrawsFloats() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(() -> (float) (random.nextGaussian() / Math.sqrt(fan.in())));
        }
    }

    public record DividesByInputsMinusOne() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(1 / Math.sqrt(fan.in() - 1));
        }
    }

    public record IgnoresTheStream() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            java.util.Random own = new java.util.Random(1);
            weights.fill(own::nextGaussian).scale(1 / Math.sqrt(fan.in()));
        }
    }

    public record MakesUnitsAlike() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.row(0).fill(random::nextGaussian).scale(1 / Math.sqrt(fan.in()));
            for (int i = 1; i < weights.rows(); i++) {
                weights.row(i).assign(weights.row(0));
            }
        }
    }

    public record ExchangesInAndOut() implements Initializer {
        @Override
        public void fill(Tensor weights, Fan fan, RandomGenerator random) {
            weights.fill(random::nextGaussian).scale(1 / Math.sqrt(fan.out()));
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new IgnoresTheStream(), "another stream gives the same weights"),
                arguments(new MakesUnitsAlike(), "units 0 and 1 have the same weights"),
                arguments(new ExchangesInAndOut(), "are in() and out() swapped?"),
                arguments(new Multiplies(), "grows with the number of inputs"),
                arguments(new ForgetsTheRoot(), "is a square root missing?"),
                arguments(new IsTenTimesTooLarge(), "above 16 / n_in"),
                arguments(new IsPositive(), "standard errors from 0"),
                arguments(new LeavesTheLastRow(), "NaN where fill sets none"),
                arguments(new HasItsOwnChance(), "draw from the given stream only"),
                arguments(new CountsCalls(), "keep no state"),
                arguments(new DrawsFloats(), "rounded to float"),
                arguments(new DividesByInputsMinusOne(), "for 1 units and 1 inputs"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }
}
