package io.descent.testkit;

import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A loss with a label that it accepts and an output activation that it accepts. The points at which it is computed are
 * the pre-activations if it is linked, else the activations; in that case every pre-activation is NaN.
 *
 * @param outputs the number of outputs
 * @param range the values that activations have: those of an activation with this link
 * @param linked whether the output activation has the link of the loss
 */
record LossSetting(Loss loss, GivenLabels labels, int outputs, Link range, boolean linked) {
    /** A letter for messages: what the loss is computed from. */
    char letter() {
        return linked ? 'z' : 'a';
    }

    String description() {
        return "for a label with %s, from %s".formatted(labels.description(), letter());
    }

    int labelColumns() {
        if (!labels.hasClasses()) {
            return labels.columns();
        }
        int classes = labels.classes().size();
        return classes == 2 && outputs == 1 ? 1 : classes;
    }

    /** Labels of examples, in the form that {@link Loss} documents. */
    double[] labels(long seed, int rows) {
        RandomGenerator random = Numbers.random(seed);
        int columns = labelColumns();
        double[] y = new double[rows * columns];
        if (!labels.hasClasses()) {
            Arrays.setAll(y, i -> labels.value(random));
            return y;
        }
        for (int row = 0; row < rows; row++) {
            setClass(
                    y,
                    row,
                    row < labels.classes().size()
                            ? row
                            : random.nextInt(labels.classes().size()));
        }
        return y;
    }

    /** Sets the label of an example to a class. */
    void setClass(double[] y, int row, int index) {
        int columns = labelColumns();
        if (columns == 1) {
            y[row] = index;
        } else {
            Arrays.fill(y, row * columns, (row + 1) * columns, 0);
            y[row * columns + index] = 1;
        }
    }

    /** Points of examples. */
    double[] points(long seed, int rows) {
        double[] normal = Numbers.normal(seed, rows * outputs);
        return linked ? Arrays.stream(normal).map(x -> 2 * x).toArray() : activate(normal);
    }

    /** Activations of an output layer. */
    double[] activate(double[] z) {
        double[] a = new double[z.length];
        switch (range) {
            case NONE, IDENTITY -> System.arraycopy(z, 0, a, 0, z.length);
            case LOGIT -> Arrays.setAll(a, i -> 1 / (1 + StrictMath.exp(-z[i])));
            case LOG -> Arrays.setAll(a, i -> StrictMath.exp(z[i]));
            case SOFTMAX -> {
                for (int from = 0; from < z.length; from += outputs) {
                    double largest =
                            Arrays.stream(z, from, from + outputs).max().orElseThrow();
                    double sum = 0;
                    for (int i = from; i < from + outputs; i++) {
                        sum += StrictMath.exp(z[i] - largest);
                    }
                    for (int i = from; i < from + outputs; i++) {
                        a[i] = StrictMath.exp(z[i] - largest) / sum;
                    }
                }
            }
        }
        return a;
    }

    /** The outputs of a network at given points. */
    GivenOutputs outputs(Precision precision, double content, double... points) {
        int rows = points.length / outputs;
        double[] none = new double[points.length];
        Arrays.fill(none, Double.NaN);
        ArrayTensor z = Numbers.tensor(precision, rows, outputs, linked ? points : none);
        ArrayTensor a = Numbers.tensor(precision, rows, outputs, linked ? activate(Numbers.of(z)) : points);
        return new GivenOutputs(z, a, linked, content);
    }

    ArrayTensor y(Precision precision, double... labels) {
        return Numbers.tensor(precision, labels.length / labelColumns(), labelColumns(), labels);
    }

    /** The costs of examples, from tensors that were filled with NaN. */
    double[] costs(double[] points, double[] y) {
        return costs(points, y, Double.NaN, Double.NaN);
    }

    double[] costs(double[] points, double[] y, double before, double content) {
        ArrayTensor costs = ArrayTensor.zeros(Precision.FLOAT64, points.length / outputs, 1);
        costs.fill(before);
        loss.costs(outputs(Precision.FLOAT64, content, points), y(Precision.FLOAT64, y), costs);
        return Numbers.of(costs);
    }

    double[] gradient(Precision precision, double[] points, double[] y) {
        return gradient(precision, points, y, Double.NaN, Double.NaN);
    }

    double[] gradient(Precision precision, double[] points, double[] y, double before, double content) {
        ArrayTensor gradient = ArrayTensor.zeros(precision, points.length / outputs, outputs);
        gradient.fill(before);
        loss.gradient(outputs(precision, content, points), y(precision, y), gradient);
        return Numbers.of(gradient);
    }

    /** The costs (rows), followed by the gradient (rows x outputs). */
    double[] all(double[] points, double[] y) {
        double[] costs = costs(points, y);
        double[] gradient = gradient(Precision.FLOAT64, points, y);
        double[] all = Arrays.copyOf(costs, costs.length + gradient.length);
        System.arraycopy(gradient, 0, all, costs.length, gradient.length);
        return all;
    }
}
