package io.descent.app;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.network.internal.ChosenClass;
import io.descent.inference.spec.Precision;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The cells of a prediction: the class and the probability of each class; or the value, then each output if there are
 * several; or several values.
 */
final class PredictionCells {
    private static final String PREDICTION = "prediction";

    private final ModelParts model;
    private final List<String> names = new ArrayList<>();
    private final int outputs;
    private final boolean isSeveral;

    PredictionCells(ModelParts model) {
        this.model = model;
        outputs = model.network().outputs();
        List<String> labels = model.schema().labels();
        isSeveral = labels.size() > 1;
        if (isSeveral) {
            labels.forEach(label -> names.add(PREDICTION + " " + label));
            return;
        }
        names.add(PREDICTION);
        model.schema().classes().forEach(name -> names.add("probability " + name));
        for (int i = 1; hasOutputs() && i <= outputs; i++) {
            names.add("output " + i);
        }
    }

    private boolean hasOutputs() {
        return model.schema().classes().isEmpty() && outputs > 1 && !isSeveral;
    }

    /** The names of the columns. */
    List<String> names() {
        return names;
    }

    /** Adds the cells of a prediction to a record. */
    void add(double[] results, int from, List<String> record) {
        List<String> classes = model.schema().classes();
        if (!classes.isEmpty()) {
            double[] probabilities = new double[classes.size()];
            System.arraycopy(results, from, probabilities, 0, probabilities.length);
            int chosen = outputs == 1 ? ChosenClass.of(probabilities[1]) : ChosenClass.of(probabilities);
            record.add(classes.get(chosen));
            for (double probability : probabilities) {
                record.add(Decimal.text(probability, model.network().precision()));
            }
            return;
        }
        if (!isSeveral) {
            record.add(value(results[from + model.predictedOutput()], 0));
        }
        for (int k = 0; (isSeveral || hasOutputs()) && k < outputs; k++) {
            record.add(value(results[from + k], isSeveral ? k : 0));
        }
    }

    /** Scaled back, a value has more digits than the network's own precision. */
    private String value(double value, int label) {
        boolean isScaled = !model.targets().get(label).isNone();
        return Decimal.text(
                value, isScaled ? Precision.FLOAT64 : model.network().precision());
    }

    /** Adds the cells of a row without a prediction. */
    void addEmpty(List<String> record) {
        record.addAll(Collections.nCopies(names.size(), ""));
    }
}
