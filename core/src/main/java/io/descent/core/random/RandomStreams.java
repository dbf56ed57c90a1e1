package io.descent.core.random;

/**
 * The streams of random numbers of one run. A stream depends on the seed and on what it is for, not on what was drawn
 * before: neither the order of work nor the number of threads can reach a result.
 */
public final class RandomStreams {
    private enum Purpose {
        INITIALIZATION(1),
        SHUFFLE(2),
        MASK(3),
        SPLIT(4),
        GENERATOR(5);

        /** Part of every key: changing it changes the results of every experiment. */
        final int code;

        Purpose(int code) {
            this.code = code;
        }
    }

    private final long seed;

    /** The streams of a seed. */
    public RandomStreams(long seed) {
        this.seed = seed;
    }

    /** For the initial weights of a layer, counted from 1. */
    public KeyedRandom initialization(int layer) {
        return stream(Purpose.INITIALIZATION, layer);
    }

    /** For the order of the examples in an epoch, counted from 0. */
    public KeyedRandom shuffle(int epoch) {
        return stream(Purpose.SHUFFLE, epoch);
    }

    /** For dividing the examples into train, dev and test set. */
    public KeyedRandom split() {
        return stream(Purpose.SPLIT, 0);
    }

    /** For making examples. */
    public KeyedRandom generator() {
        return stream(Purpose.GENERATOR, 0);
    }

    /** A stream to be set by {@link #mask}. */
    public KeyedRandom maskStream() {
        return new KeyedRandom();
    }

    /**
     * Sets a stream to the start of one block of rows of a mask, so that a step allocates none.
     *
     * @param step updates completed before, from 0
     * @param layer counted from 1
     * @param mask which of the layer's masks, from 0
     * @param block which block of rows, from 0
     */
    public KeyedRandom mask(KeyedRandom stream, int step, int layer, int mask, int block) {
        return stream.restart(seed, Purpose.MASK.code, step, layer, mask, block);
    }

    private KeyedRandom stream(Purpose purpose, int part) {
        return new KeyedRandom().restart(seed, purpose.code, part, 0, 0, 0);
    }
}
