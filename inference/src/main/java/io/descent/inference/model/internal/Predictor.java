package io.descent.inference.model.internal;

import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Predicts with one model. Any number of threads may use it at once. Weights are packed at construction, so the model
 * must not change afterwards. Working memory is reused from call to call, so a prediction allocates only its result.
 */
public final class Predictor {
    private static final int BATCH = 64;

    /** Fewer examples than this are predicted one by one, which is faster than a batch. */
    private static final int FEW = 24;

    private static final int MOST_PIECES = 1 << 16;

    /** Forward passes kept for reuse: as many as threads are likely to predict at once. */
    private static final int KEPT = 64;

    private final ModelParts model;
    private final Backend backend;
    private final List<ArrayTensor> weights;
    private final Scaling[] scalings;
    private final AtomicReferenceArray<@Nullable ForwardPass> single = new AtomicReferenceArray<>(KEPT);
    private final AtomicReferenceArray<@Nullable ForwardPass> batches = new AtomicReferenceArray<>(KEPT);
    private final InferenceLoop.Passes passes = new InferenceLoop.Passes() {
        @Override
        public ForwardPass take(int examples) {
            return examples < FEW ? Predictor.this.take(single, 1) : Predictor.this.take(batches, BATCH);
        }

        @Override
        public void giveBack(ForwardPass pass) {
            Predictor.giveBack(pass.rows() == 1 ? single : batches, pass);
        }
    };

    /** Loads raw features, scales them and hands over the outputs. */
    private abstract class Examples implements InferenceLoop.Batches {
        abstract void read(int example, ArrayTensor x, int row);

        abstract void write(int example, ArrayTensor output, int row);

        @Override
        public void load(int from, int count, ForwardPass pass) {
            for (int i = 0; i < count; i++) {
                read(from + i, pass.x(), i);
            }
            requireFinite(pass, from, count);
        }

        @Override
        public void accept(int from, int count, ForwardPass pass) {
            for (int i = 0; i < count; i++) {
                write(from + i, pass.output(), i);
            }
        }
    }

    /**
     * Creates a predictor.
     *
     * @param backend the kernels to compute with; results do not depend on it
     */
    public Predictor(ModelParts model, Backend backend) {
        this.model = model;
        this.backend = backend;
        this.weights = model.network().transposedWeights();
        this.scalings = model.encoding().scalings();
    }

    /**
     * Predicts one example.
     *
     * @param features in the order of the schema, not normalised
     * @return the value for regression, the probability of each class for classification
     * @throws InvalidInputException if the number of features differs, or one is not finite
     */
    public double[] predict(double... features) {
        ForwardPass pass = take(single, 1);
        read(features, 0, pass.x(), 0);
        requireFinite(pass, 0, 1);
        pass.run();
        double[] result = probabilities(pass.output());
        giveBack(single, pass);
        return result;
    }

    /**
     * Predicts many examples. Each result has the same bits as that of {@link #predict(double...)}.
     *
     * @param examples the features of each example
     * @param workers the threads that share the work; results do not depend on their number
     */
    public double[][] predict(double[][] examples, Workers workers) {
        double[][] results = new double[examples.length][];
        run(examples.length, workers, new Examples() {
            @Override
            void read(int example, ArrayTensor x, int row) {
                Predictor.this.read(examples[example], example, x, row);
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                results[example] = probabilities(output.row(row));
            }
        });
        return results;
    }

    /**
     * Predicts examples stored in one array.
     *
     * @param examples (examples x features), row by row
     * @param workers the threads that share the work; results do not depend on their number
     * @return the outputs of the network (examples x {@link #outputs}), row by row
     * @throws InvalidInputException if the last example is incomplete, or a feature is not finite
     */
    public float[] predictRows(float[] examples, Workers workers) {
        int features = model.network().inputs();
        int n = examples.length / features;
        if (n * features != examples.length) {
            throw new InvalidInputException("expected a multiple of %d values (%d features per example), got %d"
                    .formatted(features, features, examples.length));
        }
        int width = outputs();
        float[] results = new float[Math.multiplyExact(n, width)];
        Examples rows = new Examples() {
            @Override
            void read(int example, ArrayTensor x, int row) {
                for (int j = 0; j < features; j++) {
                    x.set(row, j, scalings[j].apply(examples[example * features + j]));
                }
            }

            @Override
            void write(int example, ArrayTensor output, int row) {
                output.getRow(row, results, example * width);
            }
        };
        run(n, workers, rows);
        return results;
    }

    private void run(int n, Workers workers, Examples examples) {
        int count = (n + BATCH - 1) / BATCH;
        int pieces = Math.min(count, MOST_PIECES);
        workers.run(
                pieces,
                (piece, worker) -> InferenceLoop.run(
                        (int) ((long) count * piece / pieces) * BATCH,
                        Math.min(n, (int) ((long) count * (piece + 1) / pieces) * BATCH),
                        passes,
                        examples));
    }

    /**
     * Number of network outputs per example: 1 for regression, otherwise one per class. Two classes may share a single
     * output, the probability of the second class.
     */
    public int outputs() {
        return model.network().outputs();
    }

    /** The outputs of one example as one number per class; for regression the value. */
    private double[] probabilities(ArrayTensor outputs) {
        int classes = model.schema().classes().size();
        if (classes == 2 && outputs.columns() == 1) {
            return new double[] {1 - outputs.get(0, 0), outputs.get(0, 0)};
        }
        double[] values = new double[outputs.columns()];
        for (int j = 0; j < values.length; j++) {
            values[j] = outputs.get(0, j);
        }
        return values;
    }

    private void read(double[] features, int example, ArrayTensor x, int row) {
        if (features.length != x.columns()) {
            throw new InvalidInputException("example %d has %d features; the model expects %d"
                    .formatted(example, features.length, x.columns()));
        }
        for (int j = 0; j < scalings.length; j++) {
            x.set(row, j, scalings[j].apply(features[j]));
        }
    }

    private void requireFinite(ForwardPass pass, int first, int count) {
        ArrayTensor x = count == pass.rows() ? pass.x() : pass.x().rows(0, count);
        int wrong = x.firstNonFinite();
        if (wrong >= 0) {
            throw new InvalidInputException(
                    "example %d: the feature '%s' is %s after normalisation; it must be a finite number"
                            .formatted(
                                    first + wrong / x.columns(),
                                    model.schema().features().get(wrong % x.columns()),
                                    x.get(wrong / x.columns(), wrong % x.columns())));
        }
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
