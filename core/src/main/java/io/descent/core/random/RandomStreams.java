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
        return stream(Purpose.INITIALIZATION, layer, 0, 0);
    }

    /** For the order of the examples in an epoch, counted from 0. */
    public KeyedRandom shuffle(int epoch) {
        return stream(Purpose.SHUFFLE, epoch, 0, 0);
    }

    /** For dividing the examples into train, dev and test set. */
    public KeyedRandom split() {
        return stream(Purpose.SPLIT, 0, 0, 0);
    }

    /** For making examples. */
    public KeyedRandom generator() {
        return stream(Purpose.GENERATOR, 0, 0, 0);
    }

    /**
     * Sets a stream to the start of the masks of one layer in one step, so that a step allocates none.
     *
     * @param step updates completed before, from 0
     * @param layer counted from 1
     * @param mask which of the layer's masks, from 0
     */
    public KeyedRandom mask(KeyedRandom stream, int step, int layer, int mask) {
        return stream.restart(seed, Purpose.MASK.code, step, layer, mask);
    }

    private KeyedRandom stream(Purpose purpose, int a, int b, int c) {
        return new KeyedRandom().restart(seed, purpose.code, a, b, c);
    }
}
