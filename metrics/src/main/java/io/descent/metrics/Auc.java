package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The area under the ROC curve (Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
 * characteristic curve"): the probability that an example of the positive class gets a larger probability than an
 * example of another class, where a tie counts half. Each pair counts by the product of its weights. From 0 to 1; 0.5
 * for a constant prediction.
 *
 * <p>For two classes, it is the area of the second class; the area of the first is the same, rounding of its
 * probabilities aside. For more, it is the macro average: the mean of the areas of each class against the rest. A class
 * without labels, or to which all examples belong, is left out. Undefined if no class remains.
 *
 * <p>The same number as {@code roc_auc_score} of scikit-learn, with {@code multi_class="ovr"} for more than two
 * classes.
 */
@ServiceProvider(Metric.class)
public record Auc() implements Metric {
    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        Accepted.classes(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return Undefined.orNull(OneAgainstRest.score(predictions, "", Auc::area));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return OneAgainstRest.reweighted(predictions, "", Auc::area);
    }

    /** Every term is at most its weight, so that rounding cannot carry the sum beyond 1. */
    private static double area(OneAgainstRest ranked) {
        double negative = 0;
        for (double each : ranked.negatives) {
            negative += each;
        }
        double area = 0;
        double positive = 0;
        double below = 0; // the weight of the negatives with a smaller probability
        for (int rank = 0; rank < ranked.size(); rank++) {
            area += ranked.positives[rank] * ((below + ranked.negatives[rank] / 2) / negative);
            positive += ranked.positives[rank];
            below += ranked.negatives[rank];
        }
        return area / positive;
    }
}
