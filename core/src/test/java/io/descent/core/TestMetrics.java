package io.descent.core;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Metrics for the tests of core, under the names that experiments use by default. */
public final class TestMetrics {
    private TestMetrics() {}

    private static void requireClasses(Labels labels) {
        if (labels.classes().isEmpty()) {
            throw new IllegalArgumentException("needs a label with classes, but it has values");
        }
    }

    private static void requireValues(Labels labels) {
        if (!labels.classes().isEmpty()) {
            throw new IllegalArgumentException("needs a label with values, but it has classes");
        }
    }

    private static double mean(Predictions predictions, IntToDoubleFunction of) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < predictions.size(); i++) {
            sum += predictions.weight(i) * of.applyAsDouble(i);
            weights += predictions.weight(i);
        }
        return sum / weights;
    }

    public record Accuracy() implements Metric {
        @Override
        public boolean largerIsBetter() {
            return true;
        }

        @Override
        public void check(Labels labels) {
            requireClasses(labels);
        }

        @Override
        public Double of(Predictions predictions) {
            return mean(predictions, i -> predictions.predictedClass(i) == predictions.label(i) ? 1 : 0);
        }
    }

    /** F1 of one class; the second unless said otherwise. */
    public record F1(int index) implements Metric {
        public F1() {
            this(1);
        }

        @Override
        public boolean largerIsBetter() {
            return true;
        }

        @Override
        public void check(Labels labels) {
            requireClasses(labels);
        }

        @Override
        public @Nullable Double of(Predictions predictions) {
            double right = mean(
                    predictions, i -> predictions.predictedClass(i) == index && predictions.label(i) == index ? 1 : 0);
            double either = mean(
                    predictions,
                    i -> (predictions.predictedClass(i) == index ? 1 : 0) + (predictions.label(i) == index ? 1 : 0));
            return either == 0 ? null : 2 * right / either;
        }
    }

    /** Mean of 1 - p of the label's class: smaller is better, and it needs probabilities. */
    public record Doubt() implements Metric {
        @Override
        public boolean largerIsBetter() {
            return false;
        }

        @Override
        public void check(Labels labels) {
            requireClasses(labels);
        }

        @Override
        public Double of(Predictions predictions) {
            return mean(predictions, i -> 1 - predictions.probability(i, (int) predictions.label(i)));
        }
    }

    public record Rmse() implements Metric {
        @Override
        public boolean largerIsBetter() {
            return false;
        }

        @Override
        public void check(Labels labels) {
            requireValues(labels);
        }

        @Override
        public Double of(Predictions predictions) {
            return Math.sqrt(mean(predictions, i -> square(predictions.value(i) - predictions.label(i))));
        }
    }

    private static double square(double x) {
        return x * x;
    }

    public record Mae() implements Metric {
        @Override
        public boolean largerIsBetter() {
            return false;
        }

        @Override
        public void check(Labels labels) {
            requireValues(labels);
        }

        @Override
        public Double of(Predictions predictions) {
            return mean(predictions, i -> Math.abs(predictions.value(i) - predictions.label(i)));
        }
    }

    public record R2() implements Metric {
        @Override
        public boolean largerIsBetter() {
            return true;
        }

        @Override
        public void check(Labels labels) {
            requireValues(labels);
        }

        @Override
        public @Nullable Double of(Predictions predictions) {
            double mean = mean(predictions, predictions::label);
            double spread = mean(predictions, i -> square(predictions.label(i) - mean));
            double error = mean(predictions, i -> square(predictions.value(i) - predictions.label(i)));
            return spread == 0 ? null : 1 - error / spread;
        }
    }
}
