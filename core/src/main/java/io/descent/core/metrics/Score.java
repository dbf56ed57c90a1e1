package io.descent.core.metrics;

/** A metric in addition to the built-in ones, bound by a Guice module. It appears wherever the built-in metrics do. */
public interface Score {
    /** The name used in files, such as {@code f2}. */
    String name();

    /**
     * Computes the metric.
     *
     * @param labels of all examples: the index of the class, or the value
     * @param predictions for the same examples, in the same form
     */
    double of(double[] labels, double[] predictions);
}
