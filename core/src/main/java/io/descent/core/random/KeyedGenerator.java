package io.descent.core.random;

/** A generator that can be set to the start of any stream; {@link RandomStreams} may be given one of one's own. */
public abstract non-sealed class KeyedGenerator extends PortableRandom {
    /** A generator that {@link #restart} will set. */
    protected KeyedGenerator() {}

    /**
     * Sets this to the start of a stream. The same key gives the same numbers, another key other ones; implementations call
     * {@link #forget}.
     *
     * @param purpose what the stream is for, with {@code a} to {@code d} its key
     */
    protected abstract KeyedGenerator restart(long seed, int purpose, int a, int b, int c, int d);
}
