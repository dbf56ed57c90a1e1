package io.descent.core.metrics;

import io.descent.api.Labels;
import io.descent.api.Predictions;
import io.descent.core.calibration.internal.CalibratedPredictions;
import io.descent.core.data.Examples;
import io.descent.inference.model.internal.Calibration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A data set and the outputs of a network for it. */
final class EvaluatedExamples implements Predictions {
    private final Examples data;
    private final Outputs outputs;
    private final int predictedOutput;
    private final int[] chosen;

    /** What a network computes for each example. */
    interface Outputs {
        /** Number of outputs. */
        int columns();

        /** One output for an example. */
        double get(int example, int output);

        /** Whether values are in the units of the label, not as they are trained. */
        default boolean areInUnits() {
            return false;
        }
    }

    /**
     * Pairs examples with outputs.
     *
     * @param predictedOutput the output that is the prediction of a value
     * @param chosen the predicted class of each example; empty for values
     */
    EvaluatedExamples(Examples data, Outputs outputs, int predictedOutput, int[] chosen) {
        this.data = data;
        this.outputs = outputs;
        this.predictedOutput = predictedOutput;
        this.chosen = chosen;
    }

    /**
     * Cost and metrics of the predictions as a model makes them.
     *
     * @param cost before calibration
     */
    Evaluation evaluate(@Nullable Double cost, MetricSet metrics, Calibration calibration) {
        EvaluatedExamples counted = this;
        List<Predictions> predictions = calibrated(calibration);
        if (predictions.get(0) instanceof CalibratedPredictions calibrated) {
            int[] others = new int[size()];
            Arrays.setAll(others, calibrated::predictedClass);
            counted = withChosen(others);
        }
        Map<String, @Nullable Double> values = new LinkedHashMap<>();
        values.put(Evaluation.COST, cost);
        values.putAll(metrics.of(predictions, data.schema().labels()));
        return new Evaluation(size(), values, counted.confusion(), counted.right());
    }

    /** The predictions as a model makes them: one for classes, otherwise one per value of the label. */
    List<Predictions> calibrated(Calibration calibration) {
        return hasClasses() && !calibration.isNone()
                ? List.of(new CalibratedPredictions(this, calibration))
                : byValue();
    }

    /** A copy of the predictions as a model makes them, for {@link Bootstrap}. */
    PredictedSet copy(double @Nullable [] costs, Calibration calibration) {
        return new PredictedSet(
                calibrated(calibration).stream()
                        .map(one -> PredictedExamples.copy(one, predictedOutput))
                        .toList(),
                data.schema().labels(),
                costs,
                data.groups());
    }

    /** The same with other predicted classes. */
    EvaluatedExamples withChosen(int[] others) {
        return new EvaluatedExamples(data, outputs, predictedOutput, others);
    }

    private boolean hasClasses() {
        return !labels().classes().isEmpty();
    }

    /** Number of examples that are classified correctly; null for values. */
    @Nullable
    Integer right() {
        if (!hasClasses()) {
            return null;
        }
        int right = 0;
        for (int i = 0; i < chosen.length; i++) {
            right += (int) label(i) == chosen[i] ? 1 : 0;
        }
        return right;
    }

    /** Counts by class; null for values and for very many classes. */
    @Nullable
    ConfusionMatrix confusion() {
        int classes = labels().classes().size();
        if (classes == 0 || classes > Evaluation.MOST_CLASSES) {
            return null;
        }
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
        return value(example, predictedOutput);
    }

    /** One output in the units of the label. */
    private double value(int example, int output) {
        double scaled = outputs.get(example, output);
        if (outputs.areInUnits()) {
            return scaled;
        }
        return data.targets().get(isSeveral() ? output : 0).invert(scaled);
    }

    /** Whether the label has several values, each of which has an output. */
    private boolean isSeveral() {
        return data.targets().size() > 1;
    }

    /** These predictions by the values of the label: themselves if there is only one. */
    List<Predictions> byValue() {
        return isSeveral()
                ? IntStream.range(0, data.targets().size())
                        .<Predictions>mapToObj(OneValue::new)
                        .toList()
                : List.of(this);
    }

    /** One of several values. */
    private final class OneValue implements Predictions {
        private final int index;
        private final Labels labels;

        OneValue(int index) {
            this.index = index;
            this.labels = data.labels(index);
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public int size() {
            return data.size();
        }

        @Override
        public double label(int example) {
            return data.label(example, index);
        }

        @Override
        public double weight(int example) {
            return data.weight(example);
        }

        @Override
        public int predictedClass(int example) {
            return EvaluatedExamples.this.predictedClass(example);
        }

        @Override
        public double probability(int example, int probabilityOf) {
            return EvaluatedExamples.this.probability(example, probabilityOf);
        }

        @Override
        public double value(int example) {
            return EvaluatedExamples.this.value(example, index);
        }

        @Override
        public int outputs() {
            return 1;
        }

        @Override
        public double output(int example, int output) {
            return value(example);
        }
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
        return hasClasses() ? outputs.get(example, index) : value(example, index);
    }
}
