package io.descent.core.metrics;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import io.descent.inference.network.internal.ChosenClass;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Labels and predictions of a data set, in arrays, so that metrics can read them again and again. */
public final class PredictedExamples implements Predictions {
    private final Labels labels;
    private final double[] label;
    private final double @Nullable [] weight;
    private final double[] outputs;
    private final int columns;
    private final int[] chosen;
    private final int predictedOutput;

    /** Stores the arrays without copying. */
    private PredictedExamples(
            Labels labels,
            double[] label,
            double @Nullable [] weight,
            double[] outputs,
            int columns,
            int[] chosen,
            int predictedOutput) {
        if ((long) label.length * columns != outputs.length || (weight != null && weight.length != label.length)) {
            throw new IllegalArgumentException("%d examples of %d outputs need %d numbers and one weight each, got %d"
                    .formatted(label.length, columns, (long) label.length * columns, outputs.length));
        }
        this.labels = labels;
        this.label = label;
        this.weight = weight;
        this.outputs = outputs;
        this.columns = columns;
        this.chosen = chosen;
        this.predictedOutput = predictedOutput;
    }

    /**
     * Predictions of classes. The arrays are not copied.
     *
     * @param label the index of the class of each example
     * @param probabilities examples x classes, row by row
     * @param weight of each example; null for weights of 1
     */
    public static PredictedExamples ofClasses(
            Labels labels, double[] label, double[] probabilities, double @Nullable [] weight) {
        int classes = labels.classes().size();
        int[] chosen = new int[label.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = ChosenClass.of(Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes));
        }
        return new PredictedExamples(labels, label, weight, probabilities, classes, chosen, -1);
    }

    /**
     * Predictions of classes by a rule of their own. The arrays are not copied.
     *
     * @param label the index of the class of each example
     * @param probabilities examples x classes, row by row
     * @param chosen the index of the class that is predicted for each example
     * @param weight of each example; null for weights of 1
     */
    public static PredictedExamples ofClasses(
            Labels labels, double[] label, double[] probabilities, int[] chosen, double @Nullable [] weight) {
        return new PredictedExamples(
                labels, label, weight, probabilities, labels.classes().size(), chosen, -1);
    }

    /**
     * Predictions of a value. The arrays are not copied.
     *
     * @param label the value of each example
     * @param outputs in the units of the label (examples x columns, row by row)
     * @param columns number of outputs per example: 1, or several such as quantiles
     * @param predictedOutput the output that is the predicted value
     * @param weight of each example; null for weights of 1
     */
    public static PredictedExamples ofValues(
            Labels labels,
            double[] label,
            double[] outputs,
            int columns,
            int predictedOutput,
            double @Nullable [] weight) {
        return new PredictedExamples(labels, label, weight, outputs, columns, new int[0], predictedOutput);
    }

    /** Copies predictions. */
    static PredictedExamples copy(Predictions from, int predictedOutput) {
        int size = from.size();
        int columns = from.outputs();
        boolean classes = !from.labels().classes().isEmpty();
        double[] label = new double[size];
        double[] weight = new double[size];
        double[] outputs = new double[size * columns];
        int[] chosen = new int[classes ? size : 0];
        for (int i = 0; i < size; i++) {
            label[i] = from.label(i);
            weight[i] = from.weight(i);
            for (int j = 0; j < columns; j++) {
                outputs[i * columns + j] = from.output(i, j);
            }
            if (classes) {
                chosen[i] = from.predictedClass(i);
            }
        }
        return new PredictedExamples(
                from.labels(), label, weight, outputs, columns, chosen, columns == 1 ? 0 : predictedOutput);
    }

    private void require(boolean classes) {
        if (labels.classes().isEmpty() == classes) {
            throw new IllegalStateException(
                    classes
                            ? "the label is a value; use value(), and reject such labels in check()"
                            : "the label is a class; use probability(), and reject such labels in check()");
        }
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public int size() {
        return label.length;
    }

    @Override
    public double label(int example) {
        return label[example];
    }

    @Override
    public double weight(int example) {
        return weight == null ? 1 : weight[example];
    }

    @Override
    public int predictedClass(int example) {
        require(true);
        return chosen[example];
    }

    @Override
    public double probability(int example, int index) {
        require(true);
        return output(example, index);
    }

    @Override
    public double value(int example) {
        require(false);
        return output(example, predictedOutput);
    }

    @Override
    public int outputs() {
        return columns;
    }

    @Override
    public double output(int example, int index) {
        return outputs[example * columns + index];
    }
}
