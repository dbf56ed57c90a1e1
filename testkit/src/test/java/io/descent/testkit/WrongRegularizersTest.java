package io.descent.testkit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.descent.api.ActivationMask;
import io.descent.api.Plugin;
import io.descent.api.Progress;
import io.descent.api.Scratch;
import io.descent.api.Tensor;
import io.descent.api.WeightConstraint;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

public class WrongRegularizersTest {
    /** A correct half sum of squares; each plugin below breaks one thing. */
    interface Squares extends WeightPenalty {
        @Override
        default double penalty(Tensor weights, Scratch scratch) {
            return weights.dot(weights) / 2;
        }

        @Override
        default void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, scale);
        }
    }

    public record ForgetsTheHalf() implements Squares {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return weights.dot(weights);
        }
    }

    public record OverwritesTheGradient() implements Squares {
        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.assign(weights, scale);
        }
    }

    public record IgnoresTheScale() implements Squares {
        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights);
        }
    }

    public record ShrinksTheWeights() implements Squares {
        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, scale);
            weights.scale(0.99);
        }
    }

    /** The Euclidean norm, which has no derivative at 0. */
    public record DividesByZero() implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return Math.sqrt(weights.dot(weights));
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, scale / Math.sqrt(weights.dot(weights)));
        }
    }

    /** Half the sum of squares of the part of each weight above 5, with the derivative of an absolute value. */
    public record IsWrongForLargeWeights() implements WeightPenalty {
        private static Tensor excess(Tensor weights, Scratch scratch) {
            return scratch.scratch(0).assign(weights).map(w -> Math.signum(w) * Math.max(0, Math.abs(w) - 5));
        }

        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            Tensor excess = excess(weights, scratch);
            return excess.dot(excess) / 2;
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(excess(weights, scratch).sign(), scale);
        }
    }

    public record Rewards() implements WeightPenalty {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return -weights.dot(weights) / 2;
        }

        @Override
        public void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch) {
            gradient.add(weights, -scale);
        }
    }

    public record Grows() implements Squares {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return Squares.super.penalty(weights, scratch) * CALLS.incrementAndGet();
        }
    }

    public record RoundsToFloat() implements Squares {
        @Override
        public double penalty(Tensor weights, Scratch scratch) {
            return (float) Squares.super.penalty(weights, scratch);
        }
    }

    /** Drops activations without scaling up the others. */
    public record IsNotInverted() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextDouble() < 0.8 ? 1 : 0);
        }
    }

    public record DividesByTheShareThatIsDropped() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextDouble() < 0.8 ? 5 : 0);
        }
    }

    public record LeavesTheFirstRow() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.rows(1, mask.rows()).fill(() -> random.nextBoolean() ? 2 : 0);
        }
    }

    public record HasOneMaskForAll() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.row(0).fill(() -> random.nextBoolean() ? 2 : 0);
            for (int i = 1; i < mask.rows(); i++) {
                mask.row(i).assign(mask.row(0));
            }
        }
    }

    public record HasItsOwnChance() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> ThreadLocalRandom.current().nextBoolean() ? 2 : 0);
        }
    }

    public record FavoursAUnit() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextBoolean() ? 2 : 0);
            for (int i = 0; i < mask.rows(); i++) {
                mask.set(i, 0, 2);
                mask.set(i, 1, 0);
            }
        }
    }

    /** Keeps 80 % and divides by 0.808. */
    public record IsOffByOnePerCent() implements ActivationMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextDouble() < 0.8 ? 1 / 0.808 : 0);
        }
    }

    public record IsNotInvertedEither() implements WeightMask {
        @Override
        public void fill(Tensor mask, RandomGenerator random, Progress progress) {
            mask.fill(() -> random.nextDouble() < 0.5 ? 1 : 0);
        }
    }

    /** Moves weights that are too long a tenth of the way. */
    public record StopsHalfway() implements WeightConstraint {
        @Override
        public void project(Tensor weights, Scratch scratch) {
            double norm = Math.sqrt(weights.dot(weights));
            if (norm > 1) {
                weights.scale(1 - 0.1 * (1 - 1 / norm));
            }
        }
    }

    public record DividesByTheNorm() implements WeightConstraint {
        @Override
        public void project(Tensor weights, Scratch scratch) {
            weights.scale(1 / Math.sqrt(weights.dot(weights)));
        }
    }

    public record ReadsScratchBeforeWriting() implements WeightConstraint {
        @Override
        public void project(Tensor weights, Scratch scratch) {
            weights.add(scratch.scratch(0), 0.1);
        }
    }

    public record CountsItsCalls() implements WeightConstraint {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void project(Tensor weights, Scratch scratch) {
            double limit = 1.0 / CALLS.incrementAndGet();
            weights.max(-limit).min(limit);
        }
    }

    public record ClampsToFloat() implements WeightConstraint {
        @Override
        public void project(Tensor weights, Scratch scratch) {
            weights.map(w -> (float) w);
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(new IsNotInvertedEither(), "divide by keep-prob"),
                arguments(new StopsHalfway(), "a second call moves the weights again"),
                arguments(new DividesByTheNorm(), "for weights of 0 a weight"),
                arguments(new ReadsScratchBeforeWriting(), "scratch holds NaN"),
                arguments(new CountsItsCalls(), "keep no state"),
                arguments(new ClampsToFloat(), "rounded to float"),
                arguments(new IsOffByOnePerCent(), "the mean of all factors is 0.99"),
                arguments(new ForgetsTheHalf(), "the derivative is wrong"),
                arguments(new IsWrongForLargeWeights(), "the derivative is wrong"),
                arguments(new OverwritesTheGradient(), "overwrite nothing"),
                arguments(new IgnoresTheScale(), "add scale times the derivative"),
                arguments(new ShrinksTheWeights(), "addGradient writes the weights"),
                arguments(new DividesByZero(), "for weights of about 0.0 the gradient"),
                arguments(new Rewards(), "must not reward large weights"),
                arguments(new Grows(), "keeps state"),
                arguments(new RoundsToFloat(), "rounded to float"),
                arguments(new IsNotInverted(), "divide by keep-prob"),
                arguments(new DividesByTheShareThatIsDropped(), "not 1"),
                arguments(new LeavesTheFirstRow(), "NaN where fill sets none"),
                arguments(new HasOneMaskForAll(), "the same mask"),
                arguments(new HasItsOwnChance(), "draw from the given stream only"),
                arguments(new FavoursAUnit(), "the factors of unit"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRejectedInWords(Plugin plugin, String words) {
        Rejection.require(plugin, words);
    }
}
