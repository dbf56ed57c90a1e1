package io.descent.inference;

import io.descent.inference.model.internal.Residuals;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model predicts for one example: a class and the probability of each class, or a value. Immutable. */
public final class Prediction {
    private final Schema schema;
    private final double[] outputs;
    private final int chosen;
    private final List<String> missing;
    private final List<String> unseen;
    private final List<Residuals> intervals;
    private final double[] ofMembers;

    /**
     * A prediction.
     *
     * @param outputs one probability per class, or the predicted values
     * @param chosen the index of the predicted class, or of the output that is the predicted value
     * @param missing the features that were missing
     * @param unseen the features whose word was not known
     * @param intervals the residuals of each label; empty if the model has no intervals
     * @param ofMembers the outputs of each network that the intervals need, network by network
     */
    Prediction(
            Schema schema,
            double[] outputs,
            int chosen,
            List<String> missing,
            List<String> unseen,
            List<Residuals> intervals,
            double[] ofMembers) {
        this.schema = schema;
        this.outputs = outputs;
        this.chosen = chosen;
        this.missing = missing;
        this.unseen = unseen;
        this.intervals = intervals;
        this.ofMembers = ofMembers;
    }

    /** The names of the features that were missing in the example. */
    public List<String> missing() {
        return missing;
    }

    /**
     * The names of the features whose word the model does not know: the training set does not have it, or so rarely that
     * it was merged with others.
     */
    public List<String> unseen() {
        return unseen;
    }

    /**
     * The name of the most probable class; the first of several equally probable ones. If the model has a decision
     * threshold, the second of two classes if its probability is above.
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
     * @throws IllegalStateException if the model predicts a class, or several labels
     */
    public double value() {
        requireValues();
        if (schema.labels().size() > 1) {
            throw new IllegalStateException(
                    "the model predicts several labels: %s; use value(label) or values()".formatted(schema.label()));
        }
        return outputs[chosen];
    }

    /**
     * The predicted value of a label, in its units.
     *
     * @throws IllegalStateException if the model predicts a class
     * @throws IllegalArgumentException if the label is unknown
     */
    public double value(String label) {
        requireValues();
        int index = schema.labels().indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("unknown label '%s'; labels: %s".formatted(label, schema.label()));
        }
        return schema.labels().size() > 1 ? outputs[index] : outputs[chosen];
    }

    /**
     * Every value that the model predicts, in the units of the labels: one per label, if it predicts several; one per
     * quantile, in ascending order, if the network was trained with several; otherwise only {@link #value}.
     *
     * @throws IllegalStateException if the model predicts a class
     */
    public double[] values() {
        requireValues();
        return outputs.clone();
    }

    /**
     * The interval in which the value lies with a probability, whatever the distribution of the labels, if the example
     * comes from where the examples of the training came from. If the model is an average of folds that were trained
     * without a dev set, it does so in practice, but only 1 - 2 (1 - level) is guaranteed for many training examples.
     *
     * @param level the probability, such as 0.9; above 0 and below 1
     * @throws IllegalStateException if the model predicts a class, or several labels, or has no intervals, for which it
     *     must be trained: {@code calibration: {interval: true}} in its experiment
     * @throws io.descent.inference.problem.InvalidInputException if the model has too few calibration examples for the
     *     level
     */
    public Interval interval(double level) {
        return interval(0, level, value());
    }

    /**
     * The interval in which the value of a label lies with a probability; see {@link #interval(double)}.
     *
     * @throws IllegalStateException if the model predicts a class, or has no intervals
     * @throws IllegalArgumentException if the label is unknown
     */
    public Interval interval(String label, double level) {
        double value = value(label);
        return interval(schema.labels().indexOf(label), level, value);
    }

    private Interval interval(int label, double level, double value) {
        if (intervals.isEmpty()) {
            throw new IllegalStateException("the model has no intervals; train it with calibration: {interval: true}");
        }
        Residuals.Bounds bounds = intervals.get(label).bounds(level);
        int output = schema.labels().size() > 1 ? label : chosen;
        double[] predictions = bounds.predictions(value, ofMembers, output, outputs.length);
        return new Interval(bounds.lower(predictions), bounds.upper(predictions));
    }

    private void requireValues() {
        if (schema.task() == Task.CLASSIFICATION) {
            throw new IllegalStateException(
                    "the model predicts a class of '%s'; use label() or probabilities()".formatted(schema.label()));
        }
    }

    private void requireClasses() {
        if (schema.task() == Task.REGRESSION) {
            throw new IllegalStateException(
                    "the model predicts a value of '%s'; use value()".formatted(schema.label()));
        }
    }

    /** The label, the value, or the values of several labels, as text. */
    @Override
    public String toString() {
        if (schema.task() == Task.CLASSIFICATION) {
            return label();
        }
        return schema.labels().size() > 1 ? Arrays.toString(outputs) : Double.toString(outputs[chosen]);
    }
}
