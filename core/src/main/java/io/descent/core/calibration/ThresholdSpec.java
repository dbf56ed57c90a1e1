package io.descent.core.calibration;

import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Default;
import io.descent.inference.text.internal.Decimal;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From which probability on the positive one of two classes is predicted: {@code calibration.threshold} in an experiment
 * file. Exactly one component is not null.
 *
 * @param value the threshold itself
 * @param maximize a metric of the predicted classes, such as f1, to be as large as possible on the dev set
 * @param costs what wrong predictions cost, to be as little as possible on the dev set
 */
public record ThresholdSpec(
        @Default("null")
        @Hyperparameter(min = 0, max = 1, help = "the probability above which it is predicted")
        @Nullable
        Double value,

        @Default("null") @Nullable Metric maximize,
        @Default("null") @Nullable Costs costs) {
    /** Checks that there is exactly one goal. */
    public ThresholdSpec {
        if (Stream.of(value, maximize, costs).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException(
                    "expected one of value, maximize and costs, such as {maximize: f1} or {costs: {false-positive: 1, false-negative: 5}}");
        }
        if (value != null && !(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("the threshold is " + value + "; it must be from 0 to 1");
        }
    }

    /**
     * The costs of wrong predictions, positive; only their ratio matters.
     *
     * @param falsePositive of an example of the other class that is predicted as the positive one
     * @param falseNegative of an example of the positive class that is predicted as the other one
     */
    public record Costs(
            @Hyperparameter(min = 0, minExclusive = true, help = "cost of predicting the positive class wrongly")
            double falsePositive,

            @Hyperparameter(min = 0, minExclusive = true, help = "cost of missing an example of the positive class")
            double falseNegative) {
        /** Checks the ranges. */
        public Costs {
            if (!(falsePositive > 0 && falseNegative > 0) || Double.isInfinite(falsePositive + falseNegative)) {
                throw new IllegalArgumentException("the costs are %s and %s; they must be above 0 and finite"
                        .formatted(falsePositive, falseNegative));
            }
        }
    }

    /** A threshold that maximizes a metric. */
    public static ThresholdSpec maximize(Metric metric) {
        return new ThresholdSpec(null, metric, null);
    }

    /** A threshold that minimises the costs of wrong predictions. */
    public static ThresholdSpec costs(double falsePositive, double falseNegative) {
        return new ThresholdSpec(null, null, new Costs(falsePositive, falseNegative));
    }

    /** Whether the dev set decides. */
    boolean isLearnt() {
        return value == null;
    }

    /** The goal in words, such as {@code maximize f1}. */
    public String goal() {
        return maximize != null
                ? "maximize " + PluginName.of(maximize)
                : costs == null
                        ? "given"
                        : "costs of %s for a false positive, %s for a false negative"
                                .formatted(Decimal.text(costs.falsePositive), Decimal.text(costs.falseNegative));
    }

    void check(Labels labels) {
        if (labels.classes().size() != 2) {
            throw new InvalidInputException("calibration.threshold needs a label with two classes, but it has %s"
                    .formatted(
                            labels.classes().isEmpty()
                                    ? "values"
                                    : labels.classes().size() + " classes"));
        }
        if (maximize == null) {
            return;
        }
        boolean larger;
        try {
            maximize.check(labels);
            larger = maximize.largerIsBetter();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("calibration.threshold.maximize: the metric %s %s"
                    .formatted(PluginName.of(maximize), e.getMessage()));
        } catch (Throwable e) {
            throw PluginFailure.of(maximize, null, e);
        }
        if (!larger) {
            throw new InvalidInputException(
                    "calibration.threshold.maximize: of %s, smaller values are better; choose a metric such as f1, balanced-accuracy or matthews"
                            .formatted(PluginName.of(maximize)));
        }
    }
}
