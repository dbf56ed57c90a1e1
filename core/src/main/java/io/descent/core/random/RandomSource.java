package io.descent.core.random;

/** Where random numbers come from. */
public enum RandomSource {
    /** Streams keyed by seed and purpose, so that neither the order of work nor the number of threads reaches a result. */
    KEYED,
    /**
     * NumPy's legacy generator, for repeating runs of NumPy programs: one stream for the initial weights of all layers, a
     * permutation an epoch whose seed is raised by one before every epoch, masks drawn anew from one seed for every
     * mini-batch.
     */
    NUMPY_LEGACY
}
