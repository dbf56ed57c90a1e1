package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Predictions;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Predictions of a model that exists only in a contract. */
final class GivenPredictions implements Predictions {
    private final String description;
    private final GivenLabels labels;
    private final double[] label;
    private final double[] weight;
    private final double[][] all;

    /**
     * Creates predictions.
     *
     * @param description what messages call them: {@code perfect predictions}
     * @param label the label of each example
     * @param weight the weight of each example
     * @param all the outputs of each example
     */
    private GivenPredictions(String description, GivenLabels labels, double[] label, double[] weight, double[][] all) {
        this.description = description;
        this.labels = labels;
        this.label = label;
        this.weight = weight;
        this.all = all;
    }

    String description() {
        return description;
    }

    @Override
    public GivenLabels labels() {
        return labels;
    }

    /** The label of each example. */
    double[] label() {
        return label;
    }

    /** The outputs of each example. */
    double[][] all() {
        return all;
    }

    /** Predictions with weights of 1. */
    static GivenPredictions of(String description, GivenLabels labels, double[] label, double[][] all) {
        return new GivenPredictions(
                description,
                labels,
                label,
                IntStream.range(0, label.length).mapToDouble(i -> 1).toArray(),
                all);
    }

    /** Predictions that are right more often than by chance. */
    static GivenPredictions random(GivenLabels labels, int size, long seed) {
        RandomGenerator random = Numbers.random(seed);
        double[] label = new double[size];
        double[][] all = new double[size][];
        for (int i = 0; i < size; i++) {
            label[i] = labels.value(random);
            all[i] = labels.hasClasses()
                    ? probabilities(labels.classes().size(), (int) label[i], random)
                    : new double[] {label[i] + random.nextGaussian()};
        }
        return of("random predictions", labels, label, all);
    }

    private static double[] probabilities(int classes, int label, RandomGenerator random) {
        double[] p = new double[classes];
        Arrays.setAll(p, c -> StrictMath.exp(1.5 * random.nextGaussian() + (c == label ? 1 : 0)));
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(x -> x / sum).toArray();
    }

    /** Certain predictions of the given classes, or of the given values. */
    static GivenPredictions certain(String description, GivenLabels labels, double[] label, double[] predicted) {
        double[][] all = new double[label.length][];
        for (int i = 0; i < label.length; i++) {
            if (labels.hasClasses()) {
                all[i] = new double[labels.classes().size()];
                all[i][(int) predicted[i]] = 1;
            } else {
                all[i] = new double[] {predicted[i]};
            }
        }
        return of(description, labels, label, all);
    }

    GivenPredictions called(String description) {
        return new GivenPredictions(description, labels, label, weight, all);
    }

    GivenPredictions weighted(double... weights) {
        return new GivenPredictions(description, labels, label, weights, all);
    }

    /** Predictions of some of the examples, in this order; an index may occur several times. */
    GivenPredictions select(int... indices) {
        return new GivenPredictions(
                description,
                labels,
                Arrays.stream(indices).mapToDouble(i -> label[i]).toArray(),
                Arrays.stream(indices).mapToDouble(i -> weight[i]).toArray(),
                Arrays.stream(indices).mapToObj(i -> all[i]).toArray(double[][]::new));
    }

    private int require(int example) {
        if (example < 0 || example >= label.length) {
            fail("it asks for example %d; examples are counted from 0 to %d".formatted(example, label.length - 1));
        }
        return example;
    }

    private void requireClasses(String method) {
        if (!labels.hasClasses()) {
            fail("it asks for %s, but the label is a value: refuse labels without classes in check()"
                    .formatted(method));
        }
    }

    @Override
    public int size() {
        return label.length;
    }

    @Override
    public double label(int example) {
        return label[require(example)];
    }

    @Override
    public double weight(int example) {
        return weight[require(example)];
    }

    @Override
    public int predictedClass(int example) {
        requireClasses("predictedClass");
        double[] p = all[require(example)];
        int best = 0;
        for (int i = 1; i < p.length; i++) {
            best = p[i] > p[best] ? i : best;
        }
        return best;
    }

    @Override
    public double probability(int example, int index) {
        requireClasses("probability");
        return output(example, index);
    }

    @Override
    public double value(int example) {
        if (labels.hasClasses()) {
            fail("it asks for value, but the label has classes: refuse labels with classes in check()");
        }
        return all[require(example)][0];
    }

    @Override
    public int outputs() {
        return all[0].length;
    }

    @Override
    public double output(int example, int index) {
        double[] of = all[require(example)];
        if (index < 0 || index >= of.length) {
            fail("it asks for output %d; outputs are counted from 0 to %d".formatted(index, of.length - 1));
        }
        return of[index];
    }
}
