package io.descent.inference.tensor.internal;

/**
 * The backend and the number of threads to compute with. Results do not depend on them.
 *
 * @param backend a usable backend
 * @param threads at least 1
 */
public record EngineSpec(Backend backend, int threads) {
    /** Scalar kernels on one thread. */
    public static final EngineSpec PLAIN = new EngineSpec(new Scalar(), 1);

    /** Checks the number of threads. */
    public EngineSpec {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
    }

    /** Starts the threads. */
    public Engine start() {
        return new Engine(backend, threads);
    }
}
