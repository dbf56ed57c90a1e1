package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The share of the examples predicted as a class that belong to it: tp / (tp + fp), where tp is the weight of the true
 * positives and fp that of the false ones. From 0 to 1.
 *
 * <p>For two classes, it is the precision of the positive class, which is the second unless {@code positive} names one.
 * For more, it is the macro average. {@code average} chooses another mean over classes: macro (each class counts the
 * same), micro (all classes counted together, which is the accuracy) or weighted (by the weight of the examples of a
 * class).
 *
 * <p>The precision of a class that is never predicted is undefined and left out of the means. The whole is undefined if
 * nothing remains. The same number as {@code precision_score} of scikit-learn with {@code zero_division=nan}, with one
 * exception: if no predicted class has labels, the weighted average is undefined here, and the plain mean there.
 */
@ServiceProvider(Metric.class)
public record Precision(
        @Hyperparameter(help = PositiveClass.HELP) String positive,
        @Hyperparameter(help = Average.HELP) Average average)
        implements Metric {
    /** Defaults: the second class of two, the macro average of more. */
    public Precision() {
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
                predictions, positive, average, (correct, labelled, predicted) -> correct / predicted));
    }
}
