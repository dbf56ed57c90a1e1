package io.descent.core.random;

import java.util.random.RandomGenerator;

/**
 * A generator that implements every method instead of inheriting it, because the JDK may change how its generators turn
 * bits into numbers. Subclasses differ in {@link #nextLong()} and in how many bits a number takes.
 */
public abstract sealed class PortableRandom implements RandomGenerator permits KeyedGenerator, NumpyRandom {
    private double kept;
    private boolean hasKept;

    PortableRandom() {}

    /** Discards the spare normally distributed number: {@link #nextGaussian()} draws two at a time. */
    protected final void forget() {
        hasKept = false;
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

    /** Shuffles an array. */
    public void shuffle(int[] array) {
        for (int i = array.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int held = array[i];
            array[i] = array[j];
            array[j] = held;
        }
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
        return new IllegalArgumentException("the range from " + origin + " to " + bound + " is empty or infinite");
    }
}
