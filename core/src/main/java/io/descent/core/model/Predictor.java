package io.descent.core.model;

import io.descent.core.network.ForwardPass;
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
    private static final int BATCH = 128;

    /** Passes that are kept: as many as threads are likely to predict at once. */
    private static final int KEPT = 64;

    private final Model model;
    private final Backend backend;
    private final List<ArrayTensor> weights;
    private final AtomicReferenceArray<@Nullable ForwardPass> single = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable ForwardPass> batches = new AtomicReferenceArray<>(KEPT);

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
        fill(pass.x(), 0, features);
        run(pass);
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
        ForwardPass pass = take(batches, BATCH);
        for (int from = 0; from < examples.length; from += BATCH) {
            int count = Math.min(BATCH, examples.length - from);
            for (int i = 0; i < count; i++) {
                fill(pass.x(), i, examples[from + i]);
            }
            run(pass);
            for (int i = 0; i < count; i++) {
                results[from + i] = model.probabilities(pass.output().row(i));
            }
        }
        giveBack(batches, pass);
        return results;
    }

    private void fill(ArrayTensor x, int row, double[] features) {
        if (features.length != x.columns()) {
            throw new InvalidInputException(
                    "example %d has %d features, the schema %d".formatted(row, features.length, x.columns()));
        }
        for (int j = 0; j < features.length; j++) {
            if (!Double.isFinite(features[j])) {
                throw new InvalidInputException("example %d: the feature '%s' is %s; it must be a finite number"
                        .formatted(row, model.schema().features().get(j), features[j]));
            }
            x.set(row, j, features[j]);
        }
    }

    private void run(ForwardPass pass) {
        model.normalization().apply(pass.x());
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
