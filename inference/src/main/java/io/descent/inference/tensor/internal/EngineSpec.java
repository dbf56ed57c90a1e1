package io.descent.inference.tensor.internal;

/**
 * What is to compute. It has no influence on results.
 *
 * @param backend one that misses nothing
 * @param threads at least 1
 */
public record EngineSpec(Backend backend, int threads) {
    /** Plain loops on one thread. */
    public static final EngineSpec PLAIN = new EngineSpec(new Scalar(), 1);

    /** Checks the number. */
    public EngineSpec {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", it must be at least 1");
        }
    }

    /** Starts the threads. */
    public Engine start() {
        return new Engine(backend, threads);
    }
}
