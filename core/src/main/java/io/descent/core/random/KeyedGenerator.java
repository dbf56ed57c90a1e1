package io.descent.core.random;

/**
 * A generator that can be set to the start of any stream. Extend it to use your own generator with
 * {@link RandomStreams}.
 */
public abstract non-sealed class KeyedGenerator extends PortableRandom {
    /** Creates a generator. {@link #restart} is called before its first use. */
    protected KeyedGenerator() {}

    /**
     * Sets this to the start of a stream. The same key gives the same numbers, different keys give different ones.
     * Implementations must call {@link #forget}.
     *
     * @param purpose what the stream is for; together with {@code seed} and {@code a} to {@code d} it is the key
     */
    protected abstract KeyedGenerator restart(long seed, int purpose, int a, int b, int c, int d);
}
