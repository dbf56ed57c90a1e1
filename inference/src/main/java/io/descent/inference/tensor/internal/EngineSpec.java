package io.descent.inference.tensor.internal;

/**
 * The backend and the number of threads to compute with. Results do not depend on them.
 *
 * @param backend a usable backend
 * @param threads at least 1
 * @param isParanoid whether to check that plugins write only what they may; slower
 */
public record EngineSpec(Backend backend, int threads, boolean isParanoid) {
    /** Scalar kernels on one thread. */
    public static final EngineSpec PLAIN = new EngineSpec(new Scalar(), 1);

    /** Checks the number of threads. */
    public EngineSpec {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
    }

    /** Trusts plugins to write only what they may. */
    public EngineSpec(Backend backend, int threads) {
        this(backend, threads, false);
    }

    /** The same with another number of threads. */
    public EngineSpec withThreads(int number) {
        return new EngineSpec(backend, number, isParanoid);
    }

    /** Starts the threads. */
    public Engine start() {
        return new Engine(backend, threads, isParanoid);
    }
}
