package io.descent.core.random;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.WeightMask;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of random numbers of one run. A stream depends on the seed and on its purpose, not on what was drawn
 * before. Results therefore depend neither on the order of work nor on the number of threads.
 */
public sealed class RandomStreams permits NumpyStreams {
    /** Rows of a mask that one stream fills. Results depend on this number. */
    private static final int MASK_ROWS = 32;

    private enum Purpose {
        INITIALIZATION(1),
        SHUFFLE(2),
        MASK(3),
        SPLIT(4),
        GENERATOR(5),
        SAMPLE(6),
        AUGMENTATION(7),
        SEARCH(8),
        WEIGHT_MASK(9),
        INPUT_LAYER(10),
        BOOTSTRAP(20),
        PERMUTATION(21),
        CALIBRATION(22),
        FOLDS(23),
        MEMBER(24),
        SHARD(25);

        /** Part of every key: changing it changes the results of every experiment. */
        final int code;

        Purpose(int code) {
            this.code = code;
        }
    }

    private final long seed;
    private final RandomSpec spec;
    private final Supplier<? extends KeyedGenerator> source;

    /** Creates keyed streams with a seed. */
    public RandomStreams(long seed) {
        this(seed, RandomSpec.KEYED, KeyedRandom::new);
    }

    /**
     * Creates streams with a seed and a custom generator.
     *
     * @param source creates generators, one per stream in use
     */
    public RandomStreams(long seed, Supplier<? extends KeyedGenerator> source) {
        this(seed, RandomSpec.KEYED, source);
    }

    private RandomStreams(long seed, RandomSpec spec, Supplier<? extends KeyedGenerator> source) {
        this.seed = seed;
        this.spec = spec;
        this.source = source;
    }

    /**
     * The streams of an experiment.
     *
     * @throws io.descent.inference.problem.InvalidInputException if a seed is outside the range of the source
     */
    public static RandomStreams of(long seed, RandomSpec spec) {
        return switch (spec.source()) {
            case KEYED -> new RandomStreams(seed, spec, KeyedRandom::new);
            case NUMPY_LEGACY -> new NumpyStreams(seed, spec);
        };
    }

    /** The streams for the initial weights of each layer. Layers count from 1 and must be requested in order. */
    public final IntFunction<PortableRandom> initialization() {
        return initialization(0);
    }

    /**
     * The streams for one part of the initial parameters of each layer. Layers count from 1 and must be requested in
     * order.
     *
     * @param part 0 for the weights, 1 for their adaptation to examples, 2 for the biases, 3 for their adaptation
     */
    public IntFunction<PortableRandom> initialization(int part) {
        long from = orSeed(spec.initializationSeed());
        return layer -> source.get().restart(from, Purpose.INITIALIZATION.code, layer, part, 0, 0);
    }

    /** The stream for the initial parameters of a trainable input layer. */
    public final PortableRandom inputLayer() {
        return stream(orSeed(spec.initializationSeed()), Purpose.INPUT_LAYER, 0);
    }

    /**
     * The order of the examples in an epoch.
     *
     * @param epoch from 0
     * @param n number of examples
     */
    public int[] order(int epoch, int n) {
        return stream(orSeed(spec.shuffleSeed()), Purpose.SHUFFLE, epoch).permutation(n);
    }

    /** The stream for splitting examples into train, dev and test set. */
    public final PortableRandom split() {
        return stream(seed, Purpose.SPLIT, 0);
    }

    /** The key of the hash that orders rows by their content. */
    public final long contentSeed() {
        return seed;
    }

    /** The stream for dividing the dev set into examples that choose the epoch and examples for intervals. */
    public final PortableRandom calibration() {
        return stream(seed, Purpose.CALIBRATION, 0);
    }

    /** The stream for generating examples. */
    public final PortableRandom generator() {
        return stream(seed, Purpose.GENERATOR, 0);
    }

    /** The stream for drawing a sample where checking everything would take too long. */
    public final PortableRandom sample(int part) {
        return stream(seed, Purpose.SAMPLE, part);
    }

    /**
     * The stream for one trial of a study.
     *
     * @param trial number of the trial
     * @param part 0 to propose the trial, from 1 for its repeats
     */
    public final PortableRandom search(int trial, int part) {
        return source.get().restart(seed, Purpose.SEARCH.code, trial, part, 0, 0);
    }

    /**
     * The stream for one resample of a data set.
     *
     * @param resample from 0
     */
    public final PortableRandom bootstrap(int resample) {
        return source.get().restart(seed, Purpose.BOOTSTRAP.code, resample, 0, 0, 0);
    }

    /**
     * The stream for permuting a column of a data set.
     *
     * @param set number of the data set
     * @param column position of the column; -1 to draw rows
     * @param repeat from 0
     */
    public final PortableRandom permutation(int set, int column, int repeat) {
        return source.get().restart(seed, Purpose.PERMUTATION.code, set, column, repeat, 0);
    }

    /**
     * The stream for dividing the training set into folds.
     *
     * @param repeat which division, from 0
     */
    public final PortableRandom folds(int repeat) {
        return stream(seed, Purpose.FOLDS, repeat);
    }

    /**
     * The seed of one of several networks that an experiment trains: from 0 to 2147483647, which every source accepts.
     *
     * @param seed of the experiment
     * @param member number of the network, from 0
     */
    public static long memberSeed(long seed, int member) {
        return seed(seed, Purpose.MEMBER, member);
    }

    /**
     * The seed of one of several shards on which a network is trained: from 0 to 2147483647, which every source accepts.
     *
     * @param seed of the experiment
     * @param shard number of the shard, from 0
     */
    public static long shardSeed(long seed, int shard) {
        return seed(seed, Purpose.SHARD, shard);
    }

    private static long seed(long seed, Purpose purpose, int number) {
        return new KeyedRandom().restart(seed, purpose.code, number, 0, 0, 0).nextLong() >>> Integer.SIZE + 1;
    }

    /** A stream for {@link #augmentation} to reset. */
    public final PortableRandom augmentationStream() {
        return source.get();
    }

    /**
     * Resets a stream for one example. Reusing the stream avoids allocations in a step.
     *
     * @param stream made by {@link #augmentationStream}
     * @param epoch from 0
     * @param example its position in the training set
     * @param index which augmentation, from 0
     */
    public final void augmentation(PortableRandom stream, int epoch, int example, int index) {
        ((KeyedGenerator) stream).restart(seed, Purpose.AUGMENTATION.code, epoch, example, index, 0);
    }

    /** The masks of one training pass. */
    public Masks masks() {
        return new KeyedMasks(orSeed(spec.maskSeed()), source);
    }

    private long orSeed(@Nullable Long given) {
        return given != null ? given : seed;
    }

    private PortableRandom stream(long seed, Purpose purpose, int part) {
        return source.get().restart(seed, purpose.code, part, 0, 0, 0);
    }

    /** Uses one stream per block of rows of every mask, so that blocks can be filled in any order. */
    private static final class KeyedMasks implements Masks {
        private final long seed;
        private final Supplier<? extends KeyedGenerator> source;
        private int step;
        private @Nullable Progress progress;

        KeyedMasks(long seed, Supplier<? extends KeyedGenerator> source) {
            this.seed = seed;
            this.source = source;
        }

        @Override
        public void begin(int newStep, Progress of) {
            step = newStep;
            progress = of;
        }

        private Progress progress() {
            return Objects.requireNonNull(progress, "begin() comes before the first mask");
        }

        @Override
        public List<Runnable> prepare(ActivationMask mask, ArrayTensor values, int layer, int index) {
            List<Runnable> parts = new ArrayList<>();
            for (ArrayTensor part : values.split(MASK_ROWS)) {
                int block = parts.size();
                KeyedGenerator random = source.get();
                parts.add(() -> mask.fill(
                        part, random.restart(seed, Purpose.MASK.code, step, layer, index, block), progress()));
            }
            return parts;
        }

        @Override
        public Runnable prepareWeights(WeightMask mask, ArrayTensor values, int layer, int index) {
            KeyedGenerator random = source.get();
            return () -> mask.fill(
                    values, random.restart(seed, Purpose.WEIGHT_MASK.code, step, layer, index, 0), progress());
        }
    }
}
