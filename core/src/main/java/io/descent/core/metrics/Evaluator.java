package io.descent.core.metrics;

import io.descent.api.Predictions;
import io.descent.core.data.Examples;
import io.descent.core.network.internal.Costs;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.limit.internal.Limits;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.network.internal.Network;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Evaluates a network on examples. Its parameters may change between calls. Not thread-safe. */
public final class Evaluator {
    private static final int BATCH = 128;

    private final Network network;
    private final Criterion criterion;
    private final MetricSet metrics;
    private final int batch;
    private final Map<Integer, ForwardPass> kept = new HashMap<>();
    private final InferenceLoop.Passes passes;
    private final Calibration calibration;

    /**
     * Creates an evaluator.
     *
     * @param engine runs the computation
     * @param metrics what to compute in addition to the cost
     */
    public Evaluator(Network network, Criterion criterion, Engine engine, MetricSet metrics) {
        this.network = network;
        this.criterion = engine.isParanoid() ? criterion.paranoid() : criterion;
        this.metrics = metrics;
        this.batch = ForwardPass.batch(network, BATCH);
        this.calibration = Calibration.NONE;
        this.passes = new InferenceLoop.Passes() {
            @Override
            public ForwardPass take(int examples) {
                int wanted = Math.min(batch, examples);
                if (batch < BATCH && !kept.containsKey(wanted)) {
                    kept.clear(); // the passes of wide networks are large
                }
                return kept.computeIfAbsent(wanted, rows -> new ForwardPass(network, rows, engine));
            }

            @Override
            public void giveBack(ForwardPass pass) {
                // the pass stays in the map
            }
        };
    }

    private Evaluator(Evaluator other, Calibration calibration) {
        network = other.network;
        criterion = other.criterion;
        metrics = other.metrics;
        batch = other.batch;
        passes = other.passes;
        this.calibration = calibration;
    }

    /** An evaluator of the network as a model with this calibration predicts. It uses the same memory as this one. */
    public Evaluator calibrated(Calibration with) {
        return new Evaluator(this, with);
    }

    /** Computes the metrics on at least one example. The cost is that of the network before calibration. */
    public Evaluation evaluate(Examples data) {
        Measured measured = new Measured(data, null);
        EvaluatedExamples raw = measure(data, measured);
        return raw.evaluate(measured.cost(), metrics, calibration);
    }

    /**
     * The predictions of the network for at least one example, before calibration: one for classes, otherwise one per
     * value of the label. Valid while the network stays as it is. Not thread-safe.
     */
    public List<Predictions> predictions(Examples data) {
        return measure(data, new Measured(data, null)).byValue();
    }

    private EvaluatedExamples measure(Examples data, Measured measured) {
        InferenceLoop.run(0, data.size(), passes, measured);
        return predictions(measured, measured.kept != null ? new Kept(measured.kept) : new Recomputed(data));
    }

    private EvaluatedExamples predictions(Measured measured, EvaluatedExamples.Outputs outputs) {
        return new EvaluatedExamples(measured.data, outputs, criterion.predictedOutput(), measured.chosen);
    }

    /**
     * Predicts at least one example, and keeps the predictions for {@link Bootstrap}.
     *
     * @return null if the outputs would take too much memory
     */
    public @Nullable PredictedSet predict(Examples data) {
        if ((long) data.size() * network.outputs() > Limits.RESAMPLED_OUTPUTS) {
            return null;
        }
        double[] each = new double[data.size()];
        Measured measured = new Measured(data, each);
        InferenceLoop.run(0, data.size(), passes, measured);
        return predictions(measured, new Kept(Objects.requireNonNull(measured.kept)))
                .copy(each, calibration);
    }

    /** Outputs of all examples, in memory. */
    private record Kept(ArrayTensor outputs) implements EvaluatedExamples.Outputs {
        @Override
        public int columns() {
            return outputs.columns();
        }

        @Override
        public double get(int example, int output) {
            return outputs.get(example, output);
        }
    }

    /** Outputs that are computed again for the metrics that ask for them, a batch at a time. */
    private final class Recomputed implements EvaluatedExamples.Outputs, InferenceLoop.Batches {
        private final Examples data;
        private final int[] order;
        private final ArrayTensor rows;
        private int first = -1;

        Recomputed(Examples data) {
            this.data = data;
            order = IntStream.range(0, data.size()).toArray();
            rows = ArrayTensor.zeros(network.precision(), Math.min(batch, data.size()), network.outputs());
        }

        @Override
        public int columns() {
            return network.outputs();
        }

        @Override
        public double get(int example, int output) {
            int wanted = example - example % batch;
            if (first != wanted) {
                InferenceLoop.run(wanted, Math.min(data.size(), wanted + batch), passes, this);
                first = wanted;
            }
            return rows.get(example - first, output);
        }

        @Override
        public void load(int from, int count, ForwardPass pass) {
            pass.load(data, order, from);
        }

        @Override
        public void accept(int from, int count, ForwardPass pass) {
            for (int i = 0; i < count; i++) {
                rows.copyRow(i, pass.output(), i);
            }
        }
    }

    /** Sums the losses and collects the outputs. */
    private final class Measured implements InferenceLoop.Batches {
        private final Examples data;
        private final int[] order;
        private final @Nullable ArrayTensor kept;
        private final int[] chosen;
        private final double[] row;
        private final ArrayTensor y;
        private final Costs costs;
        private final double @Nullable [] costOfEach;
        private double lossSum;
        private double weightSum;

        /** Allocates memory; {@code costOfEach} receives the loss of each example unless it is null. */
        Measured(Examples data, double @Nullable [] costOfEach) {
            this.data = data;
            this.costOfEach = costOfEach;
            int rows = Math.min(batch, data.size());
            order = IntStream.range(0, data.size()).toArray();
            kept = (long) data.size() * network.outputs() > Limits.KEPT_OUTPUTS
                    ? null
                    : ArrayTensor.zeros(network.precision(), data.size(), network.outputs());
            chosen = new int[data.schema().classes().isEmpty() ? 0 : data.size()];
            row = new double[network.outputs()];
            y = ArrayTensor.zeros(network.precision(), rows, criterion.labelColumns());
            costs = new Costs(criterion, rows);
        }

        @Override
        public void load(int from, int count, ForwardPass pass) {
            pass.load(data, order, from);
        }

        @Override
        public void accept(int from, int count, ForwardPass pass) {
            ArrayTensor labels = y.rows(0, count);
            data.copyLabels(order, from, from + count, labels);
            ArrayTensor each =
                    costs.of(pass.outputZ().rows(0, count), pass.output().rows(0, count), labels);
            for (int i = 0; i < count; i++) {
                double weight = data.weight(from + i);
                lossSum += weight * each.get(i, 0);
                weightSum += weight;
                if (costOfEach != null) {
                    costOfEach[from + i] = each.get(i, 0);
                }
                if (kept != null) {
                    kept.copyRow(from + i, pass.output(), i);
                }
                if (chosen.length > 0) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = pass.output().get(i, j);
                    }
                    chosen[from + i] = ChosenClass.of(row);
                }
            }
        }

        @Nullable
        Double cost() {
            return weightSum == 0 ? null : lossSum / weightSum;
        }
    }
}
