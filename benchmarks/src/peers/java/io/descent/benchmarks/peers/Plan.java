package io.descent.benchmarks.peers;

import io.descent.benchmarks.Workload;
import java.util.function.DoubleConsumer;

/**
 * What to train, and for how long.
 *
 * @param seed the seed of initial weights and shuffling; it differs in each round, so that scores show their spread
 * @param passes the total number of epochs
 * @param listener receives the seconds of each epoch, for training steps and batch assembly only
 */
record Plan(Workload workload, long seed, int threads, int passes, DoubleConsumer listener) {}
