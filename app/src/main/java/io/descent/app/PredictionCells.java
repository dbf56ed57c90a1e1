package io.descent.app;

import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.model.internal.Residuals;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Precision;
import io.descent.inference.text.internal.Decimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a prediction: the class and the probability of each class; or the value, then each output if there are
 * several; or several values. Intervals of the values stand at the end.
 */
final class PredictionCells {
    private static final String PREDICTION = "prediction";
    private static final String LOWER = "lower";
    private static final String UPPER = "upper";

    private final ModelParts model;
    private final List<String> names = new ArrayList<>();
    private final int outputs;
    private final boolean isSeveral;
    private final List<Residuals.Bounds> bounds;

    /**
     * The cells of one model.
     *
     * @param level of the intervals to add; null for none
     * @throws InvalidInputException if the model has no intervals, or too few calibration examples for the level
     */
    PredictionCells(ModelParts model, @Nullable Double level) {
        this.model = model;
        bounds = level == null ? List.of() : bounds(model, level);
        outputs = model.network().outputs();
        List<String> labels = model.schema().labels();
        isSeveral = labels.size() > 1;
        if (isSeveral) {
            labels.forEach(label -> names.add(PREDICTION + " " + label));
            if (level != null) {
                labels.forEach(label -> names.addAll(List.of(LOWER + " " + label, UPPER + " " + label)));
            }
            return;
        }
        names.add(PREDICTION);
        model.schema().classes().forEach(name -> names.add("probability " + name));
        for (int i = 1; hasOutputs() && i <= outputs; i++) {
            names.add("output " + i);
        }
        if (level != null) {
            names.addAll(List.of(LOWER, UPPER));
        }
    }

    /**
     * How to compute intervals.
     *
     * @throws InvalidInputException if the model has none for the level
     */
    static List<Residuals.Bounds> bounds(ModelParts model, double level) {
        if (!model.schema().classes().isEmpty()) {
            throw new InvalidInputException(
                    "--interval is for models that predict values; this one predicts a class, with the probability of each");
        }
        if (model.calibration().intervals().isEmpty()) {
            throw new InvalidInputException(
                    "--interval: the model has no intervals; train it with --set calibration.interval=true");
        }
        if (!(level > 0 && level < 1)) {
            throw new InvalidInputException(
                    "--interval %s: expected a level above 0 and below 1, such as 0.9".formatted(Decimal.text(level)));
        }
        return model.calibration().intervals().stream()
                .map(residuals -> residuals.bounds(level))
                .toList();
    }

    private boolean hasOutputs() {
        return model.schema().classes().isEmpty() && outputs > 1 && !isSeveral;
    }

    /** The names of the columns. */
    List<String> names() {
        return names;
    }

    /** The number of members of an average, the first ones, whose own predictions are needed, too. */
    int members() {
        return bounds.isEmpty() ? 0 : model.calibration().members();
    }

    /**
     * Adds the cells of a prediction to a record.
     *
     * @param results the predictions of some rows
     * @param from position of the row
     * @param ofMembers as many numbers of each of the {@link #members}, one after the other
     * @param stride from the numbers of one member to those of the next
     */
    void add(double[] results, int from, double[] ofMembers, int stride, List<String> record) {
        List<String> classes = model.schema().classes();
        if (!classes.isEmpty()) {
            double[] probabilities = new double[classes.size()];
            System.arraycopy(results, from, probabilities, 0, probabilities.length);
            int chosen = model.calibration().chosen(probabilities, 0, probabilities.length);
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
        for (int k = 0; k < bounds.size(); k++) {
            int at = from + (isSeveral ? k : model.predictedOutput());
            double[] predictions = bounds.get(k).predictions(results[at], ofMembers, at, stride);
            record.add(Decimal.text(bounds.get(k).lower(predictions), Precision.FLOAT64));
            record.add(Decimal.text(bounds.get(k).upper(predictions), Precision.FLOAT64));
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
