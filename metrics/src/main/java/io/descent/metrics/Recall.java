package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The share of the examples of a class that are predicted as this class: tp / (tp + fn), where tp is the weight of the
 * true positives and fn that of the false negatives. From 0 to 1.
 *
 * <p>For two classes, it is the recall (sensitivity) of the positive class, which is the second unless {@code positive}
 * names one. For more, it is the macro average. {@code average} chooses another mean over classes: macro (each class
 * counts the same), micro (all classes counted together) or weighted (by the weight of the examples of a class); the
 * last two are the accuracy.
 *
 * <p>The recall of a class without labels is undefined and left out of the means. The whole is undefined if nothing
 * remains. The same number as {@code recall_score} of scikit-learn with {@code zero_division=nan}.
 */
@ServiceProvider(Metric.class)
public record Recall(
        @Hyperparameter(help = PositiveClass.HELP) String positive,
        @Hyperparameter(help = Average.HELP) Average average)
        implements Metric {
    /** Defaults: the second class of two, the macro average of more. */
    public Recall() {
        this("", Average.AUTO);
    }

    @Override
    public boolean largerIsBetter() {
        return true;
    }

    @Override
    public void check(Labels labels) {
        PositiveClass.check(labels, positive, average);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        return Undefined.orNull(ClassCounts.score(
                predictions, positive, average, (correct, labelled, predicted) -> correct / labelled));
    }
}
