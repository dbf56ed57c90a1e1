package io.descent.core.model;

import io.descent.core.network.ForwardPass;
import io.descent.core.parallel.Workers;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Backend;
import io.descent.core.tensor.Engine;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Predicts with one model, for any number of threads at once. Weights are packed when it is made, so the model must not be
 * changed afterwards; memory is kept from call to call, so that a prediction allocates its result and nothing else.
 */
public final class Predictor {
    private static final int BATCH = 64;

    /** Fewer examples than this are predicted one by one, which is faster. */
    private static final int FEW = 24;

    private static final int MOST_PIECES = 1 << 16;

    /** Passes that are kept: as many as threads are likely to predict at once. */
    private static final int KEPT = 64;

    private final Model model;
    private final Backend backend;
    private final List<ArrayTensor> weights;
    private final AtomicReferenceArray<@Nullable ForwardPass> single = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable ForwardPass> batches = new AtomicReferenceArray<>(KEPT);

    /** Where examples come from and results go. */
    private interface Examples {
        void read(int example, ArrayTensor x, int row);

        void write(int example, ArrayTensor output, int row);
    }

    /**
     * A predictor.
     *
     * @param backend computes, without influence on the result
     */
    public Predictor(Model model, Backend backend) {
        this.model = model;
        this.backend = backend;
        this.weights = model.network().transposedWeights();
    }

    /**
     * Predicts one example.
     *
     * @param features in the order of the schema, not normalised
     * @return for regression the value; for classes the probability of each
     * @throws InvalidInputException if the number of features differs, or one is not finite
     */
    public double[] predict(double... features) {
        ForwardPass pass = take(single, 1);
        read(features, 0, pass.x(), 0);
        run(pass, 0, 1);
        double[] result = model.probabilities(pass.output());
        giveBack(single, pass);
        return result;
    }

    /**
     * Predicts examples, each as {@link #predict(double...)} would, to the bit.
     *
     * @param examples in any number
     */
    public double[][] predict(double[][] examples) {
        double[][] results = new double[examples.length][];
        run(0, examples.length, new Examples() {
            @Override
            public void read(int example, ArrayTensor x, int row) {
                Predictor.this.read(examples[example], example, x, row);
            }

            @Override
            public void write(int example, ArrayTensor output, int row) {
                results[example] = model.probabilities(output.row(row));
            }
        });
        return results;
    }

    /**
     * Predicts examples that lie one after the other.
     *
     * @param examples (examples x features), row by row
     * @param workers share the work, without influence on the result
     * @return the outputs of the network (examples x {@link #outputs}), row by row
     * @throws InvalidInputException if the last example is not whole, or a feature is not finite
     */
    public float[] predictRows(float[] examples, Workers workers) {
        int features = model.network().inputs();
        int n = examples.length / features;
        if (n * features != examples.length) {
            throw new InvalidInputException(
                    "%d numbers are no whole examples of %d features each".formatted(examples.length, features));
        }
        int width = outputs();
        float[] results = new float[Math.multiplyExact(n, width)];
        Examples rows = new Examples() {
            @Override
            public void read(int example, ArrayTensor x, int row) {
                x.setRow(row, examples, example * features);
            }

            @Override
            public void write(int example, ArrayTensor output, int row) {
                output.getRow(row, results, example * width);
            }
        };
        int batches = (n + BATCH - 1) / BATCH;
        int pieces = Math.min(batches, MOST_PIECES);
        workers.run(
                pieces,
                (piece, worker) -> run(
                        (int) ((long) batches * piece / pieces) * BATCH,
                        Math.min(n, (int) ((long) batches * (piece + 1) / pieces) * BATCH),
                        rows));
        return results;
    }

    /** Outputs of the network for each example: one a class, but one alone, the probability of the second, for two. */
    public int outputs() {
        return model.network().outputs();
    }

    private void run(int from, int to, Examples examples) {
        int count;
        for (int first = from; first < to; first += count) {
            boolean few = to - first < FEW;
            AtomicReferenceArray<@Nullable ForwardPass> kept = few ? single : batches;
            ForwardPass pass = take(kept, few ? 1 : BATCH);
            count = Math.min(pass.rows(), to - first);
            for (int i = 0; i < count; i++) {
                examples.read(first + i, pass.x(), i);
            }
            run(pass, first, count);
            for (int i = 0; i < count; i++) {
                examples.write(first + i, pass.output(), i);
            }
            giveBack(kept, pass);
        }
    }

    private void read(double[] features, int example, ArrayTensor x, int row) {
        if (features.length != x.columns()) {
            throw new InvalidInputException(
                    "example %d has %d features, the schema %d".formatted(example, features.length, x.columns()));
        }
        x.setRow(row, features);
    }

    /** Predicts the first rows of a pass. */
    private void run(ForwardPass pass, int first, int count) {
        ArrayTensor x = count == pass.rows() ? pass.x() : pass.x().rows(0, count);
        model.normalization().apply(x);
        int wrong = x.firstNonFinite();
        if (wrong >= 0) {
            int row = wrong / x.columns();
            int feature = wrong % x.columns();
            throw new InvalidInputException(
                    "example %d: the feature '%s' is %s; it must be a finite number, normalised too"
                            .formatted(first + row, model.schema().features().get(feature), x.get(row, feature)));
        }
        pass.run();
    }

    private ForwardPass take(AtomicReferenceArray<@Nullable ForwardPass> kept, int rows) {
        for (int i = 0; i < KEPT; i++) {
            ForwardPass pass = kept.get(i) == null ? null : kept.getAndSet(i, null);
            if (pass != null) {
                return pass;
            }
        }
        return new ForwardPass(model.network(), rows, new Engine(backend, 1), weights);
    }

    private static void giveBack(AtomicReferenceArray<@Nullable ForwardPass> kept, ForwardPass pass) {
        for (int i = 0; i < KEPT; i++) {
            if (kept.compareAndSet(i, null, pass)) {
                return;
            }
        }
    }
}
