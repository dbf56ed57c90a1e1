package io.descent.inference.tensor.internal;

import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.spec.Precision;

/** A backend and the threads that share its work. For use by one thread at a time. */
public final class Engine implements AutoCloseable {
    private final Backend backend;
    private final Workers workers;
    private final boolean isParanoid;

    /**
     * Starts threads.
     *
     * @param backend a usable backend
     * @param threads number of threads, including the calling one; at least 1
     */
    public Engine(Backend backend, int threads) {
        this(backend, threads, false);
    }

    /**
     * Starts threads.
     *
     * @param backend a usable backend
     * @param threads number of threads, including the calling one; at least 1
     * @param isParanoid whether to check that plugins write only what they may
     */
    public Engine(Backend backend, int threads, boolean isParanoid) {
        this.backend = backend;
        this.workers = new Workers(threads);
        this.isParanoid = isParanoid;
    }

    /** Scalar kernels on the calling thread; need not be closed. */
    public static Engine plain() {
        return new Engine(new Scalar(), 1);
    }

    /** The backend. */
    public Backend backend() {
        return backend;
    }

    /** A new tensor of zeros. */
    public ArrayTensor zeros(Precision precision, int rows, int columns) {
        return ArrayTensor.zeros(backend, precision, rows, columns);
    }

    /** Products of matrices, for use by one thread at a time. */
    public MatrixProduct product(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> backend.float32Product(workers);
            case FLOAT64 -> backend.float64Product(workers);
        };
    }

    /** Whether to check that plugins write only what they may. */
    public boolean isParanoid() {
        return isParanoid;
    }

    /** The threads. */
    public Workers workers() {
        return workers;
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
