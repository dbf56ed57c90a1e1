package io.descent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.Augmentation;
import io.descent.api.Example;
import io.descent.api.Plugin;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongAugmentationsTest {
    /** A correct noise; each plugin below breaks one thing. */
    interface Noise extends Augmentation {
        @Override
        default void apply(Example example, RandomGenerator random) {
            for (int j = 0; j < example.size(); j++) {
                example.set(j, example.get(j) + 0.1 * example.deviation(j) * random.nextGaussian());
            }
        }
    }

    public record IsRight() implements Noise {}

    /** Mirrors half of the images, and turns all of them. */
    public record IsRightForImages() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            if (random.nextBoolean()) {
                example.flip();
            }
            example.shift(random.nextInt(3) - 1, random.nextInt(3) - 1);
            double angle = 0.1 * random.nextGaussian();
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            example.resample(cos, sin, -sin, cos);
        }

        @Override
        public boolean needsImage() {
            return true;
        }
    }

    public record DoesNothing() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            for (int j = 0; j < example.size(); j++) {
                example.set(j, example.get(j) + 0 * random.nextGaussian());
            }
        }
    }

    public record HasItsOwnChance() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            example.set(0, ThreadLocalRandom.current().nextGaussian());
        }
    }

    public record IgnoresItsStream() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            example.set(0, -example.get(0));
        }
    }

    /** Divides by the sum of the features. */
    public record DividesByZero() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            double sum = 0;
            for (int j = 0; j < example.size(); j++) {
                sum += example.get(j);
            }
            for (int j = 0; j < example.size(); j++) {
                example.set(j, example.get(j) / sum + random.nextGaussian());
            }
        }
    }

    public record ReadsBeyondTheLastFeature() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            int j = random.nextInt(example.size());
            double held = example.get(j);
            example.set(j, example.get(j + 1));
            example.set(j + 1, held);
        }
    }

    public record HidesThatItNeedsAnImage() implements Augmentation {
        @Override
        public void apply(Example example, RandomGenerator random) {
            if (random.nextDouble() < 0.1) {
                example.flip();
            }
        }
    }

    public record NeedsNoImage() implements Noise {
        @Override
        public boolean needsImage() {
            return true;
        }
    }

    public record MixesWithTheLastExample() implements Augmentation {
        private static final AtomicReference<Example> LAST = new AtomicReference<>();

        @Override
        public void apply(Example example, RandomGenerator random) {
            Example last = LAST.getAndSet(example);
            double share = random.nextDouble();
            for (int j = 0; last != null && j < example.size(); j++) {
                example.set(j, share * example.get(j) + (1 - share) * last.get(j));
            }
        }
    }

    public record GrowsFromCallToCall() implements Augmentation {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void apply(Example example, RandomGenerator random) {
            example.set(0, example.get(0) + random.nextGaussian() * CALLS.incrementAndGet());
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new DoesNothing(), "it changes none of 200 examples"),
                arguments(new HasItsOwnChance(), "the same stream gives a different change"),
                arguments(new IgnoresItsStream(), "200 streams give the same change: draw from the given stream"),
                arguments(new DividesByZero(), "it sets feature 0 from 0.0 to NaN"),
                arguments(new ReadsBeyondTheLastFeature(), "it asks for feature 64 of an example with 64 features"),
                arguments(new HidesThatItNeedsAnImage(), "it calls flip, but needsImage() returns false"),
                arguments(new NeedsNoImage(), "needsImage() returns true, but it calls none of"),
                arguments(new MixesWithTheLastExample(), "it uses an example after the call: keep no example"),
                arguments(new GrowsFromCallToCall(), "keep no state"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }

    static Stream<Plugin> right() {
        return Stream.of(new IsRight(), new IsRightForImages());
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatTheyBreakIsRight(Plugin plugin) {
        assertThat(Rejection.complaints(plugin)).isEmpty();
    }
}
