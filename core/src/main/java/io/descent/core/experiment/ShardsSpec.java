package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.spec.Default;
import io.descent.inference.spec.Shorthand;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Local SGD (Stich 2019, arXiv:1805.09767): {@code training.shards} in an experiment file. The training set is divided into
 * shards, the example with rank r into shard r mod {@code count}. All shards make the same number of updates from the same
 * parameters, each on its own mini-batches. Then parameters, slots and running statistics are averaged, and the next
 * round begins.
 *
 * @param count number of shards
 * @param every the updates of a round
 * @param slots what becomes of the slots of the optimizer between two rounds
 */
public record ShardsSpec(
        @Hyperparameter(min = 1, max = Limits.NETWORKS, help = "number of shards")
        int count,

        @Default("epoch") Every every,
        @Default("average") SlotsBetweenRounds slots)
        implements Shorthand {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    /**
     * The updates of a round.
     *
     * @param steps their number, at most those of an epoch; {@link Integer#MAX_VALUE} for all of an epoch
     */
    public record Every(int steps) {
        /** Averages at the end of each epoch. */
        public static final Every EPOCH = new Every(Integer.MAX_VALUE);

        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})(?: steps?)?");

        /** Checks the range. */
        public Every {
            if (steps < 1) {
                throw new IllegalArgumentException("a round of %d updates; expected at least 1".formatted(steps));
            }
        }

        /**
         * Parses {@code epoch} or a number of steps.
         *
         * @throws IllegalArgumentException if the text is something else
         */
        public static Every parse(String text) {
            Matcher form = FORM.matcher(text);
            if (text.equals("epoch")) {
                return EPOCH;
            }
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "found '%s', expected epoch, or a number of steps such as 10 steps".formatted(text));
            }
            return new Every(Integer.parseInt(form.group(1)));
        }

        /** The form that {@link #parse} reads. */
        @Override
        public String toString() {
            return equals(EPOCH) ? "epoch" : steps + (steps == 1 ? " step" : " steps");
        }
    }

    /** What becomes of the slots of the optimizer between two rounds. */
    public enum SlotsBetweenRounds {
        /** Every shard gets the mean of all of them. */
        AVERAGE,
        /** Every shard keeps its own. */
        KEEP,
        /** Every shard begins anew with zeros. */
        ZERO
    }

    /** Checks the range. */
    public ShardsSpec {
        if (count < 1 || count > Limits.NETWORKS) {
            throw new IllegalArgumentException("%d shards: expected 1 to %d".formatted(count, Limits.NETWORKS));
        }
    }

    /** A number of shards, everything else by default. */
    public static ShardsSpec of(int count) {
        return new ShardsSpec(count, Every.EPOCH, SlotsBetweenRounds.AVERAGE);
    }

    /**
     * Parses a number of shards.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static ShardsSpec parse(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "found '%s', expected a number of shards such as 4, or a section such as {count: 4, every: 10 steps}"
                            .formatted(text));
        }
        return of(Integer.parseInt(text));
    }

    /** The examples of the largest shard; in an epoch, every shard trains as many. */
    public int size(int examples) {
        return (examples - 1) / count + 1;
    }
}
