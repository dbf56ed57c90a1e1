package io.descent.core.metrics;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import io.descent.core.data.Examples;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.tensor.internal.ArrayTensor;

/** A data set and the outputs of a network for it. */
final class EvaluatedExamples implements Predictions {
    private final Examples data;
    private final ArrayTensor outputs;
    private final int predictedOutput;
    private final int[] chosen;

    /**
     * Pairs examples with outputs.
     *
     * @param outputs (examples x outputs)
     * @param predictedOutput the output that is the prediction of a value
     */
    EvaluatedExamples(Examples data, ArrayTensor outputs, int predictedOutput) {
        this.data = data;
        this.outputs = outputs;
        this.predictedOutput = predictedOutput;
        chosen = new int[hasClasses() ? data.size() : 0];
        double[] row = new double[outputs.columns()];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < row.length; j++) {
                row[j] = outputs.get(i, j);
            }
            chosen[i] = ChosenClass.of(row);
        }
    }

    private boolean hasClasses() {
        return !labels().classes().isEmpty();
    }

    ConfusionMatrix confusion() {
        int classes = labels().classes().size();
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < chosen.length; i++) {
            counts[(int) label(i)][chosen[i]]++;
        }
        return ConfusionMatrix.of(labels().classes(), counts);
    }

    @Override
    public Labels labels() {
        return data.labels();
    }

    @Override
    public int size() {
        return data.size();
    }

    @Override
    public double label(int example) {
        return data.label(example);
    }

    @Override
    public double weight(int example) {
        return data.weight(example);
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
        return outputs.get(example, predictedOutput);
    }

    private void require(boolean classes) {
        if (hasClasses() != classes) {
            throw new IllegalStateException(
                    classes
                            ? "the label is a value; use value(), and reject such labels in check()"
                            : "the label is a class; use probability(), and reject such labels in check()");
        }
    }

    @Override
    public int outputs() {
        return hasClasses() ? labels().classes().size() : outputs.columns();
    }

    @Override
    public double output(int example, int index) {
        if (hasClasses() && outputs.columns() == 1) {
            double second = outputs.get(example, 0);
            return index == 0 ? 1 - second : second;
        }
        return outputs.get(example, index);
    }
}
