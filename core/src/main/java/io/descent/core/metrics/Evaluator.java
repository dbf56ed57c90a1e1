package io.descent.core.metrics;

import io.descent.core.data.DataSet;
import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.Network;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a network over a data set and measures it. One thread at a time. */
public final class Evaluator {
    private static final int BATCH = 128;

    private final Network network;
    private final Criterion criterion;
    private final @Nullable Normalization normalization;
    private final Engine engine;
    private final List<Score> scores;
    private final Map<Integer, Batch> batches = new HashMap<>();

    /** The memory for one size of batches. */
    private static final class Batch {
        final ForwardPass pass;
        final ArrayTensor y;

        Batch(Network network, int rows, Engine engine) {
            pass = new ForwardPass(network, rows, engine);
            y = ArrayTensor.zeros(network.precision(), rows, network.outputs());
        }
    }

    /**
     * An evaluator.
     *
     * @param normalization applied to every example; null if the data sets are normalised already
     * @param engine computes
     */
    public Evaluator(Network network, Criterion criterion, @Nullable Normalization normalization, Engine engine) {
        this(network, criterion, normalization, engine, Set.of());
    }

    /**
     * An evaluator with metrics beside the built-in ones.
     *
     * @param normalization applied to every example; null if the data sets are normalised already
     * @param engine computes
     */
    public Evaluator(
            Network network,
            Criterion criterion,
            @Nullable Normalization normalization,
            Engine engine,
            Set<Score> scores) {
        this.scores = scores.stream().sorted(Comparator.comparing(Score::name)).toList();
        this.network = network;
        this.criterion = criterion;
        this.normalization = normalization;
        this.engine = engine;
    }

    /** What is done with the outputs of an example. */
    @FunctionalInterface
    public interface OutputListener {
        /**
         * Takes the outputs of one example; valid during the call only.
         *
         * @param example its position in the data set
         * @param outputs activations of the last layer (1 x outputs)
         */
        void accept(int example, ArrayTensor outputs);
    }

    /** The metrics of a data set of at least one example. */
    public Evaluation evaluate(DataSet data) {
        Schema schema = data.schema();
        double[] predictions = new double[data.size()];
        double cost = run(data, (i, outputs) -> predictions[i] = prediction(schema, outputs)) / data.size();
        double[] labels = new double[data.size()];
        Arrays.setAll(labels, data::label);
        Evaluation evaluation = schema.task() == Task.REGRESSION
                ? RegressionEvaluation.of(labels, predictions, cost)
                : classification(schema, labels, predictions, cost);
        Map<String, Double> values = new LinkedHashMap<>();
        scores.forEach(score -> values.put(score.name(), score.of(labels.clone(), predictions.clone())));
        return evaluation.with(values);
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

    /**
     * What the outputs of an example predict: the value, or the index of the class. One output is the probability of the
     * second class, predicted above 0.5; of several the largest wins, of equal ones the first.
     */
    public static double prediction(Schema schema, ArrayTensor outputs) {
        if (schema.task() == Task.REGRESSION) {
            return outputs.get(0, 0);
        }
        if (outputs.columns() == 1) {
            return outputs.get(0, 0) > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int j = 1; j < outputs.columns(); j++) {
            if (outputs.get(0, j) > outputs.get(0, best)) {
                best = j;
            }
        }
        return best;
    }

    /**
     * Predicts every example.
     *
     * @return the sum of the losses
     */
    public double run(DataSet data, OutputListener listener) {
        int[] order = new int[data.size()];
        Arrays.setAll(order, i -> i);
        double lossSum = 0;
        for (int from = 0; from < order.length; from += BATCH) {
            int to = Math.min(order.length, from + BATCH);
            Batch batch = batches.computeIfAbsent(to - from, rows -> new Batch(network, rows, engine));
            batch.pass.load(data, order, from);
            data.copyLabels(order, from, to, batch.y);
            if (normalization != null) {
                normalization.apply(batch.pass.x());
            }
            batch.pass.run();
            lossSum += criterion.sum(batch.pass.outputZ(), batch.pass.output(), batch.y);
            for (int i = from; i < to; i++) {
                listener.accept(i, batch.pass.output().row(i - from));
            }
        }
        return lossSum;
    }
}
