package io.descent.core.metrics;

import io.descent.core.data.Examples;
import io.descent.core.network.internal.Costs;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.network.internal.Network;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Evaluates a network on examples. Its parameters may change between calls. Not thread-safe. */
public final class Evaluator {
    private static final int BATCH = 128;

    private final Network network;
    private final Criterion criterion;
    private final MetricSet metrics;
    private final Map<Integer, ForwardPass> kept = new HashMap<>();
    private final InferenceLoop.Passes passes;

    /**
     * Creates an evaluator.
     *
     * @param engine runs the computation
     * @param metrics what to compute in addition to the cost
     */
    public Evaluator(Network network, Criterion criterion, Engine engine, MetricSet metrics) {
        this.network = network;
        this.criterion = criterion;
        this.metrics = metrics;
        this.passes = new InferenceLoop.Passes() {
            @Override
            public ForwardPass take(int examples) {
                return kept.computeIfAbsent(Math.min(BATCH, examples), rows -> new ForwardPass(network, rows, engine));
            }

            @Override
            public void giveBack(ForwardPass pass) {
                // the pass stays in the map
            }
        };
    }

    /** Computes the metrics on at least one example. */
    public Evaluation evaluate(Examples data) {
        Measured measured = new Measured(data);
        InferenceLoop.run(0, data.size(), passes, measured);
        EvaluatedExamples predictions = new EvaluatedExamples(data, measured.outputs, criterion.predictedOutput());
        Map<String, @Nullable Double> values = new LinkedHashMap<>();
        values.put(Evaluation.COST, measured.cost());
        values.putAll(metrics.of(predictions.byValue(), data.schema().labels()));
        return new Evaluation(data.size(), values, data.schema().classes().isEmpty() ? null : predictions.confusion());
    }

    /** Sums the losses and collects the outputs. */
    private final class Measured implements InferenceLoop.Batches {
        private final Examples data;
        private final int[] order;
        private final ArrayTensor outputs;
        private final ArrayTensor y;
        private final Costs costs;
        private double lossSum;
        private double weightSum;

        Measured(Examples data) {
            this.data = data;
            int rows = Math.min(BATCH, data.size());
            order = IntStream.range(0, data.size()).toArray();
            outputs = ArrayTensor.zeros(network.precision(), data.size(), network.outputs());
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
                outputs.copyRow(from + i, pass.output(), i);
            }
        }

        @Nullable
        Double cost() {
            return weightSum == 0 ? null : lossSum / weightSum;
        }
    }
}
