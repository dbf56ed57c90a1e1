package io.descent.benchmarks.peers;

import io.descent.core.data.Examples;

/**
 * A library that trains with relu, he-normal and Adam with its defaults at learning rate 0.001, and shuffles every
 * epoch.
 */
interface Training {
    /** Returns the name and version of the library. */
    String title();

    /**
     * Trains a network.
     *
     * @return the outputs for the test set, row by row: a value, the probability of the second class, or one score per
     *     class
     */
    double[] train(Plan plan, Examples train, Examples test)
            throws Exception;
}
