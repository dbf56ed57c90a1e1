package io.descent.benchmarks.peers;

import io.descent.core.data.DataSet;

/** A library that trains: relu, he-normal, Adam with its defaults and learning rate 0.001, a new order of the rows each pass. */
interface Training {
    /** Name and version of the library. */
    String title();

    /**
     * Trains a network.
     *
     * @return the outputs of the test set, by row: a value, the probability of the second class, or a score a class
     */
    double[] train(Plan plan, DataSet train, DataSet test)
            throws Exception;
}
