package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import org.jspecify.annotations.Nullable;

/**
 * The share of examples whose class is among the k most probable classes: sum(w [r &lt; k]) / sum(w), where w is the
 * weight of an example and r the number of classes that are more probable than its own. From 0 to 1. It is 1 if k is at
 * least the number of classes, and the accuracy if k is 1. Undefined if the weights sum to 0.
 *
 * <p>Among classes with equal probabilities, those that come first in the order of classes count as more probable, as
 * they do for the predicted class.
 *
 * <p>The same number as {@code top_k_accuracy_score} of scikit-learn, except where ties decide: there, the last class
 * wins.
 */
@ServiceProvider(Metric.class)
public record TopK(
        @Hyperparameter(min = 1, help = "number of classes among which the right one must be")
        int k) implements Metric {
    /** Default: 5. */
    public TopK() {
        this(5);
    }

    /** Checks the range. */
    public TopK {
        Range.atLeast(1, "k", k);
    }

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
        return Undefined.orNull(WeightedMean.of(predictions, i -> rank(predictions, i) < k ? 1 : 0));
    }

    @Override
    public Reweighted reweighted(Predictions predictions) {
        return WeightedMean.reweighted(predictions, i -> rank(predictions, i) < k ? 1 : 0);
    }

    /** Returns the number of classes that are more probable than that of the example. */
    private static int rank(Predictions predictions, int example) {
        int y = (int) predictions.label(example);
        double p = predictions.probability(example, y);
        int rank = 0;
        for (int c = 0; c < predictions.labels().classes().size(); c++) {
            double other = predictions.probability(example, c);
            rank += other > p || (other == p && c < y) ? 1 : 0;
        }
        return rank;
    }
}
