package io.descent.core.random;

/**
 * The generator xoshiro256++ (Blackman and Vigna 2021, arXiv:1805.01407), started from a key by SplitMix64 (Steele, Lea and
 * Flood 2014).
 */
final class KeyedRandom extends KeyedGenerator {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    KeyedRandom() {}

    @Override
    protected KeyedRandom restart(long seed, int purpose, int a, int b, int c, int d) {
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
        forget();
        return this;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
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
}
