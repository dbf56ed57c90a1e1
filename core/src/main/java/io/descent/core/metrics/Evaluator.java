package io.descent.core.metrics;

import io.descent.core.data.Examples;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InferenceLoop;
import io.descent.inference.network.internal.Network;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates a network on examples. Its parameters may change between calls. Not thread-safe. */
public final class Evaluator {
    private static final int BATCH = 128;

    private final Network network;
    private final Criterion criterion;
    private final List<Score> scores;
    private final Map<Integer, ForwardPass> kept = new HashMap<>();
    private final InferenceLoop.Passes passes;

    /**
     * Creates an evaluator.
     *
     * @param engine runs the computation
     * @param scores metrics in addition to the built-in ones
     */
    public Evaluator(Network network, Criterion criterion, Engine engine, Set<Score> scores) {
        this.network = network;
        this.criterion = criterion;
        this.scores = scores.stream().sorted(Comparator.comparing(Score::name)).toList();
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
        double cost = measured.lossSum / data.size();
        double[] predictions = measured.predictions;
        double[] labels = new double[data.size()];
        Arrays.setAll(labels, data::label);
        Schema schema = data.schema();
        Evaluation evaluation = schema.task() == Task.REGRESSION
                ? RegressionEvaluation.of(labels, predictions, cost)
                : classification(schema, labels, predictions, cost);
        Map<String, Double> values = new LinkedHashMap<>();
        scores.forEach(score -> values.put(score.name(), score.of(labels.clone(), predictions.clone())));
        return evaluation.with(values);
    }

    /** Sums the losses and collects the predictions. */
    private final class Measured implements InferenceLoop.Batches {
        private final Examples data;
        private final int[] order;
        private final double[] predictions;
        private final ArrayTensor y;
        private double lossSum;

        Measured(Examples data) {
            this.data = data;
            order = new int[data.size()];
            Arrays.setAll(order, i -> i);
            predictions = new double[data.size()];
            y = ArrayTensor.zeros(network.precision(), Math.min(BATCH, data.size()), network.outputs());
        }

        @Override
        public void load(int from, int count, ForwardPass pass) {
            pass.load(data, order, from);
        }

        @Override
        public void accept(int from, int count, ForwardPass pass) {
            ArrayTensor labels = y.rows(0, count);
            data.copyLabels(order, from, from + count, labels);
            lossSum += criterion.sum(pass.outputZ(), pass.output(), labels);
            for (int i = 0; i < count; i++) {
                predictions[from + i] = prediction(data.schema(), pass.output().row(i));
            }
        }
    }

    private static ClassificationEvaluation classification(
            Schema schema, double[] labels, double[] predictions, double cost) {
        int classes = schema.classes().size();
        int[][] confusion = new int[classes][classes];
        for (int i = 0; i < predictions.length; i++) {
            confusion[(int) labels[i]][(int) predictions[i]]++;
        }
        return ClassificationEvaluation.of(cost, schema.classes(), confusion);
    }

    /** The prediction from the outputs of one example: the value, or the index of the class. */
    private static double prediction(Schema schema, ArrayTensor outputs) {
        if (schema.task() == Task.REGRESSION) {
            return outputs.get(0, 0);
        }
        double[] values = new double[outputs.columns()];
        Arrays.setAll(values, j -> outputs.get(0, j));
        return ChosenClass.of(values);
    }
}
