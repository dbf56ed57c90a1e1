package io.descent.core.random;

/**
 * NumPy's legacy generator, {@code numpy.random.seed(s)}: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998)
 * with NumPy's conversion of 32-bit outputs to numbers. Commons Math's Mersenne Twister gives the same outputs, but
 * only for seeds below 2^31.
 *
 * <p>{@link #nextDouble()} corresponds to {@code rand()}, {@link #nextGaussian()} to {@code randn()} (up to the last
 * bit of a logarithm), and {@link #permutation} to {@code permutation(n)}.
 */
public final class NumpyRandom extends PortableRandom {
    private static final int WORDS = 624;
    private static final int SHIFT = 397;
    private static final int UPPER = 0x80000000;
    private static final int TWIST = 0x9908b0df;

    private final int[] state = new int[WORDS];
    private int next;

    /**
     * Creates a generator.
     *
     * @param seed from 0 to 2^32 - 1
     */
    public NumpyRandom(long seed) {
        restart(seed);
    }

    /**
     * Restarts the generator.
     *
     * @param seed from 0 to 2^32 - 1
     * @throws IllegalArgumentException if it is out of range
     */
    void restart(long seed) {
        if (seed >>> Integer.SIZE != 0) {
            throw new IllegalArgumentException(
                    "the seed " + seed + " is out of NumPy's range; it must be from 0 to 4294967295");
        }
        state[0] = (int) seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        next = WORDS;
        forget();
    }

    private void refill() {
        for (int i = 0; i < WORDS; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % WORDS] & ~UPPER);
            state[i] = state[(i + SHIFT) % WORDS] ^ (y >>> 1) ^ (TWIST & -(y & 1));
        }
        next = 0;
    }

    /** The next 32-bit output. */
    @Override
    public int nextInt() {
        if (next == WORDS) {
            refill();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    /** Two outputs, the first in the upper half. */
    @Override
    public long nextLong() {
        return (long) nextInt() << Integer.SIZE | Integer.toUnsignedLong(nextInt());
    }

    /** A number from 0 to {@code bound - 1}: the lowest bits of an output, drawn again while they are too large. */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("the bound is " + bound + ", it must be positive");
        }
        int mask = -1 >>> Integer.numberOfLeadingZeros(bound - 1 | 1);
        int value = nextInt() & mask;
        while (value >= bound) {
            value = nextInt() & mask;
        }
        return value;
    }

    /** 53 bits of two outputs, in [0, 1). */
    @Override
    public double nextDouble() {
        int high = nextInt() >>> 5;
        int low = nextInt() >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }
}
