package io.descent.inference;

import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model predicts for one example: a class and the probability of each class, or a value. Immutable. */
public final class Prediction {
    private final Schema schema;
    private final double[] outputs;
    private final int chosen;

    /**
     * A prediction.
     *
     * @param outputs one probability per class, or the predicted values
     * @param chosen the index of the predicted class, or of the output that is the predicted value
     */
    Prediction(Schema schema, double[] outputs, int chosen) {
        this.schema = schema;
        this.outputs = outputs;
        this.chosen = chosen;
    }

    /**
     * The name of the most probable class; the first of several equally probable ones.
     *
     * @throws IllegalStateException if the model predicts a value
     */
    public String label() {
        requireClasses();
        return schema.classes().get(chosen);
    }

    /**
     * The probability of a class, from 0 to 1.
     *
     * @throws IllegalStateException if the model predicts a value
     * @throws IllegalArgumentException if the class is unknown
     */
    public double probability(String className) {
        requireClasses();
        int index = schema.classes().indexOf(className);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "unknown class '%s'; classes: %s".formatted(className, String.join(", ", schema.classes())));
        }
        return outputs[index];
    }

    /**
     * The probability of each class by its name, in the order of the schema.
     *
     * @throws IllegalStateException if the model predicts a value
     */
    public Map<String, Double> probabilities() {
        requireClasses();
        Map<String, Double> probabilities = new LinkedHashMap<>();
        List<String> classes = schema.classes();
        for (int i = 0; i < outputs.length; i++) {
            probabilities.put(classes.get(i), outputs[i]);
        }
        return Collections.unmodifiableMap(probabilities);
    }

    /**
     * The predicted value, in the units of the label.
     *
     * @throws IllegalStateException if the model predicts a class
     */
    public double value() {
        if (schema.task() == Task.CLASSIFICATION) {
            throw new IllegalStateException(
                    "the model predicts a class of '%s'; use label() or probabilities()".formatted(schema.label()));
        }
        return outputs[chosen];
    }

    /**
     * Every value that the model predicts, in the units of the label: one per quantile, in ascending order, if the
     * network was trained with several; otherwise only {@link #value}.
     *
     * @throws IllegalStateException if the model predicts a class
     */
    public double[] values() {
        value(); // rejects classes
        return outputs.clone();
    }

    private void requireClasses() {
        if (schema.task() == Task.REGRESSION) {
            throw new IllegalStateException(
                    "the model predicts a value of '%s'; use value()".formatted(schema.label()));
        }
    }

    /** The label or the value, as text. */
    @Override
    public String toString() {
        return schema.task() == Task.REGRESSION ? Double.toString(outputs[chosen]) : label();
    }
}
