package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The average precision (area under the precision-recall curve, summed in steps): the sum over thresholds of (R_n -
 * R_(n-1)) P_n, where P_n and R_n are precision and recall if the n largest distinct probabilities count as positive.
 * Examples with equal probabilities share a threshold. Nothing is interpolated. From 0 to 1; a random prediction gets
 * the share of the positive class.
 *
 * <p>For two classes, it is that of the positive class, which is the second unless {@code positive} names one. For
 * more, it is the macro average: the mean over each class against the rest. A class without labels is left out.
 * Undefined if no class remains.
 *
 * <p>The same number as {@code average_precision_score} of scikit-learn.
 */
@ServiceProvider(Metric.class)
public record AveragePrecision(
        @Hyperparameter(help = PositiveClass.HELP) String positive) implements Metric {
    /** Default: the second class of two. */
    public AveragePrecision() {
        this("");
    }

    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        PositiveClass.check(labels, positive, Average.AUTO);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return Undefined.orNull(OneAgainstRest.score(predictions, positive, AveragePrecision::sumOfSteps));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return OneAgainstRest.reweighted(predictions, positive, AveragePrecision::sumOfSteps);
    }

    private static double sumOfSteps(OneAgainstRest ranked) {
        double sum = 0;
        double truePositive = 0;
        double falsePositive = 0;
        for (int rank = ranked.size() - 1; rank >= 0; rank--) {
            double step = ranked.positives[rank];
            truePositive += step;
            falsePositive += ranked.negatives[rank];
            if (step > 0) {
                sum += step * (truePositive / (truePositive + falsePositive));
            }
        }
        return sum / truePositive;
    }
}
