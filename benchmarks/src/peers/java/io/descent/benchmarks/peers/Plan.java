package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.util.function.DoubleConsumer;

/**
 * What is to be trained, and how long.
 *
 * @param seed of initial weights and orders; another one each round, so that scores show their spread
 * @param passes over the training set, in all
 * @param listener is told the seconds of each pass: training steps and batch assembly, nothing else
 */
record Plan(Workload workload, long seed, int threads, int passes, DoubleConsumer listener) {}
