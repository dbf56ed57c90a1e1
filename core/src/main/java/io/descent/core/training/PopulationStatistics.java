package io.descent.core.training;

import io.descent.core.data.Examples;
import io.descent.inference.network.internal.BatchNormalizer;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.RunningStatistics;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the statistics of batch norm for parameters at which no mini-batch was trained, in one pass over the
 * training set (Izmailov et al. 2018, arXiv:1803.05407, section 3.2): in the order of the file, in mini-batches,
 * without masks and augmentation. As in training, every layer normalises by the statistics of the mini-batch. Mean and
 * variance of a unit are those of its pre-activations, before normalisation, over all examples. They are combined from
 * the means and variances of the mini-batches in float64 (Chan, Golub and LeVeque 1979); the variance has the divisor
 * m.
 */
final class PopulationStatistics {
    private final Network network;
    private final Examples examples;
    private final int batch;
    private final Engine engine;
    private final int[] order;
    private final List<ForwardPass> passes = new ArrayList<>();
    private final List<Sum> sums = new ArrayList<>();

    /** The statistics of one layer for the examples so far. */
    private static final class Sum {
        private final int layer;
        private final double[] mean;
        /** Sums of squared deviations from the mean. */
        private final double[] squares;

        Sum(int layer, int units) {
            this.layer = layer;
            mean = new double[units];
            squares = new double[units];
        }

        /**
         * Adds a mini-batch.
         *
         * @param before number of examples so far
         * @param count number of examples of the mini-batch
         */
        void add(int before, int count, BatchNormalizer normalizer) {
            double share = (double) count / (before + count);
            for (int j = 0; j < mean.length; j++) {
                double distance = normalizer.mean().get(0, j) - mean[j];
                squares[j] += count * normalizer.variance().get(0, j) + distance * distance * before * share;
                mean[j] += distance * share;
            }
        }
    }

    /** Allocates what {@link #update} needs; nothing if the network has no batch norm. */
    PopulationStatistics(Network network, Examples examples, int batch, Engine engine) {
        this.network = network;
        this.examples = examples;
        this.batch = batch;
        this.engine = engine;
        for (int i = 0; i < network.layers().size(); i++) {
            if (network.layers().get(i).batchNorm() != null) {
                sums.add(new Sum(i, network.layers().get(i).units()));
            }
        }
        order = new int[sums.isEmpty() ? 0 : examples.size()];
        Arrays.setAll(order, i -> i);
    }

    /** Replaces the running statistics of the network. */
    void update() {
        for (Sum sum : sums) {
            Arrays.fill(sum.mean, 0);
            Arrays.fill(sum.squares, 0);
        }
        for (int from = 0; from < order.length; from += batch) {
            ForwardPass pass = pass(Math.min(batch, order.length - from));
            pass.load(examples, order, from);
            run(pass);
            for (Sum sum : sums) {
                BatchNormalizer normalizer = pass.layer(sum.layer).normalizer;
                if (normalizer != null) {
                    sum.add(from, pass.rows(), normalizer);
                }
            }
        }
        for (Sum sum : sums) {
            RunningStatistics statistics = network.statistics(sum.layer);
            for (int j = 0; j < sum.mean.length; j++) {
                statistics.mean().set(0, j, sum.mean[j]);
                statistics.variance().set(0, j, sum.squares[j] / order.length);
            }
        }
    }

    /** Runs the layers up to the last one with batch norm. */
    private void run(ForwardPass pass) {
        ArrayTensor input = pass.x();
        for (int i = 0; i <= sums.get(sums.size() - 1).layer; i++) {
            pass.run(i, input, true);
            input = pass.layer(i).a;
        }
    }

    private ForwardPass pass(int rows) {
        for (ForwardPass pass : passes) {
            if (pass.rows() == rows) {
                return pass;
            }
        }
        ForwardPass pass = new ForwardPass(network, rows, engine);
        passes.add(pass);
        return pass;
    }
}
