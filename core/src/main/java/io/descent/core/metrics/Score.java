package io.descent.core.metrics;

/** A metric beside the built-in ones, as a module of Guice may bind it: it appears wherever those do. */
public interface Score {
    /** The name that files use, such as {@code f2}. */
    String name();

    /**
     * Measures predictions.
     *
     * @param labels of all examples: the index of the class, or the value
     * @param predictions likewise
     */
    double of(double[] labels, double[] predictions);
}
