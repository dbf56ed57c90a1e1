package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import io.descent.core.data.DataSet;
import java.util.function.DoubleConsumer;

/** A library that trains: relu, he-normal, Adam with its defaults and learning rate 0.001, a new order of the rows each pass. */
interface Training {
    /** Name and version of the library. */
    String title();

    /**
     * Trains a network.
     *
     * @param passes over the training set, in all
     * @param listener is told the seconds of each pass: training steps and batch assembly, nothing else
     * @return the outputs of the test set, by row: a value, the probability of the second class, or a score a class
     */
    double[] train(Workload workload, DataSet train, DataSet test, int threads, int passes, DoubleConsumer listener)
            throws Exception;
}
