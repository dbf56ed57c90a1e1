package io.descent.core.random;

/** The source of random numbers. */
public enum RandomSource {
    /** Streams keyed by seed and purpose. Results depend neither on the order of work nor on the number of threads. */
    KEYED,
    /**
     * NumPy's legacy generator, to reproduce runs of NumPy programs: one stream for the initial weights of all layers,
     * one permutation per epoch with a seed that increases by one before every epoch, and masks drawn from the same
     * seed for every mini-batch.
     */
    NUMPY_LEGACY
}
