package io.descent.core.random;

import java.util.random.RandomGenerator;

/**
 * The generator xoshiro256++ (Blackman and Vigna 2021, arXiv:1805.01407), started from a key by SplitMix64 (Steele, Lea and
 * Flood 2014). Every method is implemented here rather than inherited, because the JDK is free to change how its generators
 * turn bits into numbers.
 */
public final class KeyedRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;
    private double kept;
    private boolean hasKept;

    KeyedRandom() {}

    KeyedRandom restart(long seed, int purpose, int a, int b, int c, int d) {
        long key = mix(seed + GOLDEN_GAMMA);
        key = mix((key ^ purpose) + GOLDEN_GAMMA);
        key = mix((key ^ a) + GOLDEN_GAMMA);
        key = mix((key ^ b) + GOLDEN_GAMMA);
        key = mix((key ^ c) + GOLDEN_GAMMA);
        key = mix((key ^ d) + GOLDEN_GAMMA);
        s0 = mix(key += GOLDEN_GAMMA);
        s1 = mix(key += GOLDEN_GAMMA);
        s2 = mix(key += GOLDEN_GAMMA);
        s3 = mix(key + GOLDEN_GAMMA);
        hasKept = false;
        return this;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The numbers 0 to {@code n - 1} in random order (Fisher and Yates, from the end). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        shuffle(order);
        return order;
    }

    /** Puts an array into random order. */
    public void shuffle(int[] array) {
        for (int i = array.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int held = array[i];
            array[i] = array[j];
            array[j] = held;
        }
    }

    @Override
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** A number from 0 to {@code bound - 1}, each equally likely. */
    @Override
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("the bound is " + bound + ", it must be positive");
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(bound - 1 | 1);
        long value = nextLong() & mask;
        while (value >= bound) {
            value = nextLong() & mask;
        }
        return value;
    }

    @Override
    public long nextLong(long origin, long bound) {
        if (!(origin < bound)) {
            throw noNumber(origin, bound);
        }
        long span = bound - origin;
        if (span > 0) {
            return origin + nextLong(span);
        }
        long value = nextLong(); // the span exceeds 2^63: more than half of all values are inside
        while (value < origin || value >= bound) {
            value = nextLong();
        }
        return value;
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    /** A number from 0 to {@code bound - 1}, each equally likely. */
    @Override
    public int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    @Override
    public int nextInt(int origin, int bound) {
        return (int) nextLong(origin, bound);
    }

    @Override
    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (nextLong() >>> 56);
        }
    }

    /** A multiple of 2^-24 in [0, 1). */
    @Override
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1p-24f;
    }

    @Override
    public float nextFloat(float bound) {
        return nextFloat(0, bound);
    }

    @Override
    public float nextFloat(float origin, float bound) {
        if (!(origin < bound && bound - origin < Float.POSITIVE_INFINITY)) {
            throw noNumber(origin, bound);
        }
        float value = origin + nextFloat() * (bound - origin);
        return value < bound ? value : Math.nextDown(bound);
    }

    /** A multiple of 2^-53 in [0, 1). */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    @Override
    public double nextDouble(double bound) {
        return nextDouble(0, bound);
    }

    @Override
    public double nextDouble(double origin, double bound) {
        if (!(origin < bound && bound - origin < Double.POSITIVE_INFINITY)) {
            throw noNumber(origin, bound);
        }
        double value = origin + nextDouble() * (bound - origin);
        return value < bound ? value : Math.nextDown(bound);
    }

    /** A normally distributed number with mean 0 and standard deviation 1 (polar method, Marsaglia and Bray 1964). */
    @Override
    public double nextGaussian() {
        if (hasKept) {
            hasKept = false;
            return kept;
        }
        while (true) {
            double x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
                kept = factor * x;
                hasKept = true;
                return factor * y;
            }
        }
    }

    @Override
    public double nextGaussian(double mean, double standardDeviation) {
        if (!(standardDeviation >= 0)) {
            throw noNumber(0, standardDeviation);
        }
        return mean + standardDeviation * nextGaussian();
    }

    /** An exponentially distributed number with mean 1, by inversion. */
    @Override
    public double nextExponential() {
        return -StrictMath.log1p(-nextDouble());
    }

    private static IllegalArgumentException noNumber(Number origin, Number bound) {
        return new IllegalArgumentException("there is no number from " + origin + " to " + bound);
    }
}
