package io.descent.core.metrics;

import io.descent.api.Activation;
import io.descent.api.Link;
import io.descent.api.Predictions;
import io.descent.core.data.Examples;
import io.descent.core.data.RawExamples;
import io.descent.core.network.internal.Costs;
import io.descent.core.network.internal.Criterion;
import io.descent.inference.model.internal.Calibration;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Predictor;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.spec.Precision;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of a model for some examples, as it hands them out: the probability of each class, or values in the
 * units of the label. Unlike the outputs of a network, they can be averaged over several.
 *
 * @param width numbers per example: one per class, or one per output for values
 * @param all (examples x width), row by row
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record FinalOutputs(int width, double[] all) {
    /** Examples that are encoded at a time. */
    private static final int CHUNK = 8192;

    private static final int BATCH = 128;

    /**
     * The predictions of an average, each of whose members encodes the examples in its own way, before they are
     * calibrated.
     */
    public static FinalOutputs of(ModelParts average, RawExamples examples, Engine engine) {
        Predictor predictor = new Predictor(average.withCalibration(Calibration.NONE), engine.backend());
        int width = predictor.width();
        double[] all = new double[Math.multiplyExact(examples.size(), width)];
        for (int from = 0; from < examples.size(); from += CHUNK) {
            int to = Math.min(examples.size(), from + CHUNK);
            RawExamples part = examples.select(IntStream.range(from, to).toArray());
            List<Examples> encoded = new ArrayList<>();
            for (ModelParts member : average.members()) {
                encoded.add(part.encode(
                        member.encoding(), member.targets(), member.network().precision()));
            }
            double[] outputs = new double[(to - from) * width];
            predictor.predict(encoded, to - from, outputs, engine.workers());
            System.arraycopy(outputs, 0, all, from * width, outputs.length);
        }
        return new FinalOutputs(width, all);
    }

    /**
     * The predictions of an average before they are calibrated.
     *
     * @param encoded the same examples as each member encodes them
     */
    static FinalOutputs of(ModelParts average, List<Examples> encoded, Engine engine) {
        Predictor predictor = new Predictor(average.withCalibration(Calibration.NONE), engine.backend());
        int size = encoded.get(0).size();
        double[] all = new double[Math.multiplyExact(size, predictor.width())];
        predictor.predict(encoded, size, all, engine.workers());
        return new FinalOutputs(predictor.width(), all);
    }

    /** The predictions of a single network for examples that were encoded for it. */
    public static FinalOutputs of(ModelParts single, Examples examples, Engine engine) {
        Predictor predictor = new Predictor(single, engine.backend());
        double[] all = new double[Math.multiplyExact(examples.size(), predictor.width())];
        predictor.predict(List.of(examples), examples.size(), all, engine.workers());
        return new FinalOutputs(predictor.width(), all);
    }

    /** The outputs for an example. */
    public double[] of(int example) {
        return Arrays.copyOfRange(all, example * width, (example + 1) * width);
    }

    /**
     * Computes cost and metrics. The cost is that of the probabilities, or of the values as the examples' scaling would
     * train them. A loss that is computed from pre-activations gets those that lead to these outputs.
     *
     * @param data the examples with their labels and weights; how the features are encoded does not matter
     * @param precision of the networks; limits how near to 0 a probability can be
     * @param calibration changes the predictions, but not the cost
     */
    public Evaluation evaluate(
            Examples data, Criterion criterion, MetricSet metrics, Precision precision, Calibration calibration) {
        return examples(data, criterion).evaluate(new Cost(data, criterion, precision).mean(), metrics, calibration);
    }

    /** These predictions with the labels of the examples: one for classes, otherwise one per value of the label. */
    public List<Predictions> predictions(Examples data, Criterion criterion) {
        return examples(data, criterion).byValue();
    }

    /** A copy of the calibrated predictions for {@link Bootstrap}. */
    PredictedSet copy(Examples data, Criterion criterion, Calibration calibration) {
        return examples(data, criterion).copy(null, calibration);
    }

    private EvaluatedExamples examples(Examples data, Criterion criterion) {
        return new EvaluatedExamples(data, new Outputs(this), criterion.predictedOutput(), chosen(data, criterion));
    }

    private int[] chosen(Examples data, Criterion criterion) {
        int[] chosen = new int[data.schema().classes().isEmpty() ? 0 : data.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = criterion.outputs() == 1 ? ChosenClass.of(all[i * width + 1]) : ChosenClass.of(of(i));
        }
        return chosen;
    }

    private record Outputs(FinalOutputs outputs) implements EvaluatedExamples.Outputs {
        @Override
        public int columns() {
            return outputs.width;
        }

        @Override
        public double get(int example, int output) {
            return outputs.all[example * outputs.width + output];
        }

        @Override
        public boolean areInUnits() {
            return true;
        }
    }

    /** Computes the mean loss of the outputs. */
    private final class Cost {
        private final Examples data;
        private final Criterion criterion;
        private final Link link;
        /** The smallest probability, and the smallest one that is computed as 1 - p. */
        private final double least;

        private final double leastDifference;

        Cost(Examples data, Criterion criterion, Precision precision) {
            this.data = data;
            this.criterion = criterion;
            link = link(criterion.output());
            boolean isFloat = precision == Precision.FLOAT32;
            least = isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL;
            leastDifference = isFloat ? 0x1p-25 : 0x1p-54;
        }

        private static Link link(Activation output) {
            try {
                return output.link();
            } catch (Throwable e) {
                throw PluginFailure.of(output, "the output layer", e);
            }
        }

        @Nullable
        Double mean() {
            int rows = Math.min(BATCH, data.size());
            ArrayTensor z = ArrayTensor.zeros(Precision.FLOAT64, rows, criterion.outputs());
            ArrayTensor a = z.like();
            ArrayTensor y = ArrayTensor.zeros(Precision.FLOAT64, rows, criterion.labelColumns());
            Costs costs = new Costs(criterion, rows);
            int[] order = IntStream.range(0, data.size()).toArray();
            double lossSum = 0;
            double weightSum = 0;
            for (int from = 0; from < data.size(); from += rows) {
                int count = Math.min(rows, data.size() - from);
                data.copyLabels(order, from, from + count, y);
                for (int i = 0; i < count; i++) {
                    fill(from + i, z, a, i);
                }
                ArrayTensor each = costs.of(z.rows(0, count), a.rows(0, count), y.rows(0, count));
                for (int i = 0; i < count; i++) {
                    double weight = data.weight(from + i);
                    lossSum += weight * each.get(i, 0);
                    weightSum += weight;
                }
            }
            return weightSum == 0 ? null : (Double) (lossSum / weightSum);
        }

        private void fill(int example, ArrayTensor z, ArrayTensor a, int row) {
            int at = example * width;
            List<Scaling> targets = data.targets();
            if (criterion.outputs() < width) { // the probability of the second class
                double second = all[at + 1];
                a.set(row, 0, second);
                z.set(
                        row,
                        0,
                        link == Link.LOGIT
                                ? StrictMath.log(Math.max(second, least))
                                        - StrictMath.log(Math.max(all[at], leastDifference))
                                : second);
                return;
            }
            for (int j = 0; j < width; j++) {
                double output = targets.isEmpty()
                        ? all[at + j]
                        : targets.get(targets.size() == 1 ? 0 : j).apply(all[at + j]);
                a.set(row, j, output);
                z.set(row, j, preActivation(output));
            }
        }

        private double preActivation(double output) {
            return switch (link) {
                case SOFTMAX, LOG -> StrictMath.log(Math.max(output, least));
                case LOGIT ->
                    StrictMath.log(Math.max(output, least)) - StrictMath.log(Math.max(1 - output, leastDifference));
                default -> output;
            };
        }
    }
}
