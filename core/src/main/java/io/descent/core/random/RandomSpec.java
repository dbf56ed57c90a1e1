package io.descent.core.random;

import io.descent.inference.spec.Default;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a run generates random numbers: the {@code random} section of an experiment file. It does not affect splitting
 * and generating examples, which depend on the experiment's seed alone.
 *
 * @param source the generator
 * @param initializationSeed for initial weights; null for the experiment's seed
 * @param shuffleSeed for the order of the examples; null for the experiment's seed
 * @param maskSeed for masks; null for the experiment's seed
 */
public record RandomSpec(
        @Default("keyed") RandomSource source,
        @Default("null") @Nullable Long initializationSeed,
        @Default("null") @Nullable Long shuffleSeed,
        @Default("null") @Nullable Long maskSeed) {
    /** Keyed streams with the experiment's seed. */
    public static final RandomSpec KEYED = new RandomSpec(RandomSource.KEYED, null, null, null);

    /** The numbers of one of several networks that an experiment trains; each seed that is given becomes another one. */
    public RandomSpec ofMember(int member) {
        return with(seed -> RandomStreams.memberSeed(seed, member));
    }

    /** The numbers of one of several shards on which a network is trained. */
    public RandomSpec ofShard(int shard) {
        return with(seed -> RandomStreams.shardSeed(seed, shard));
    }

    private RandomSpec with(LongUnaryOperator other) {
        return new RandomSpec(source, seed(initializationSeed, other), seed(shuffleSeed, other), seed(maskSeed, other));
    }

    private static @Nullable Long seed(@Nullable Long given, LongUnaryOperator other) {
        return given == null ? null : (Long) other.applyAsLong(given);
    }
}
