package io.descent.metrics;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Predictions from arrays. Two classes may have a single output, the probability of the second, as in a network. */
final class GivenPredictions implements Predictions {
    private final Labels labels;
    private final double[] y;
    private final double[] weights;
    private final double[][] outputs;

    private GivenPredictions(Labels labels, double[] y, double[] weights, double[][] outputs) {
        this.labels = labels;
        this.y = y;
        this.weights = weights;
        this.outputs = outputs;
    }

    /** The classes are named c0, c1, ... */
    static GivenPredictions ofClasses(int classes, double[] y, double[] weights, double[]... probabilities) {
        return new GivenPredictions(GivenLabels.classes(classes), y, weights, probabilities);
    }

    /** The middle output is the predicted value. */
    static GivenPredictions ofValues(double[] y, double[] weights, double[]... outputs) {
        return new GivenPredictions(GivenLabels.values(1), y, weights, outputs);
    }

    /** Random examples with many ties and with whole weights from 0 to 3. */
    static GivenPredictions random(int classes, int size, long seed) {
        Random random = new Random(seed);
        double[] y = new double[size];
        double[] weights = new double[size];
        double[][] outputs = new double[size][Math.max(1, classes)];
        for (int i = 0; i < size; i++) {
            weights[i] = random.nextInt(4);
            if (classes == 0) {
                y[i] = 1 + random.nextInt(20) / 4.0;
                outputs[i][0] = y[i] + random.nextGaussian();
            } else {
                y[i] = random.nextInt(classes);
                double rest = 1;
                for (int c = 1; c < classes; c++) {
                    outputs[i][c] = rest * random.nextInt(9) / 8;
                    rest -= outputs[i][c];
                }
                outputs[i][0] = rest;
            }
        }
        return new GivenPredictions(
                classes == 0 ? GivenLabels.values(1) : GivenLabels.classes(classes), y, weights, outputs);
    }

    /** These examples, in this order. */
    GivenPredictions at(int... examples) {
        return new GivenPredictions(
                labels,
                IntStream.of(examples).mapToDouble(i -> y[i]).toArray(),
                IntStream.of(examples).mapToDouble(i -> weights[i]).toArray(),
                IntStream.of(examples).mapToObj(i -> outputs[i]).toArray(double[][]::new));
    }

    /** Each example as often as its weight says. */
    GivenPredictions repeated() {
        GivenPredictions repeated = at(IntStream.range(0, size())
                .flatMap(i -> IntStream.range(0, (int) weights[i]).map(copy -> i))
                .toArray());
        return repeated.weighted(1);
    }

    /** The same weight for all. */
    GivenPredictions weighted(double weight) {
        return new GivenPredictions(
                labels, y, IntStream.range(0, size()).mapToDouble(i -> weight).toArray(), outputs);
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public int size() {
        return y.length;
    }

    @Override
    public double label(int example) {
        return y[example];
    }

    @Override
    public double weight(int example) {
        return weights[example];
    }

    @Override
    public int predictedClass(int example) {
        require(!labels.classes().isEmpty(), "the label is a value");
        int best = 0;
        for (int c = 1; c < labels.classes().size(); c++) {
            best = probability(example, c) > probability(example, best) ? c : best;
        }
        return best;
    }

    @Override
    public double probability(int example, int index) {
        require(!labels.classes().isEmpty(), "the label is a value");
        double[] row = outputs[example];
        if (row.length > 1) {
            return row[index];
        }
        return index == 1 ? row[0] : 1 - row[0];
    }

    @Override
    public double value(int example) {
        require(labels.classes().isEmpty(), "the label is a class");
        return outputs[example][(outputs() - 1) / 2];
    }

    @Override
    public int outputs() {
        return outputs[0].length;
    }

    @Override
    public double output(int example, int index) {
        return outputs[example][index];
    }

    private static void require(boolean kind, String message) {
        if (!kind) {
            throw new IllegalStateException(message);
        }
    }

    /** Labels as a metric checks them. */
    record GivenLabels(List<String> classes, int columns) implements Labels {
        static GivenLabels classes(int count) {
            return new GivenLabels(
                    IntStream.range(0, count).mapToObj(c -> "c" + c).toList(), 1);
        }

        static GivenLabels values(int columns) {
            return new GivenLabels(List.of(), columns);
        }

        @Override
        public double smallest() {
            return 0;
        }

        @Override
        public double largest() {
            return Math.max(0, classes.size() - 1);
        }
    }
}
