package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The harmonic mean of precision and recall (van Rijsbergen 1979, "Information Retrieval", chapter 7): 2 tp / (2 tp +
 * fp + fn), where tp, fp and fn are the weights of true positives, false positives and false negatives. From 0 to 1.
 *
 * <p>For two classes, it is the F1 of the positive class, which is the second unless {@code positive} names one. For
 * more, it is the macro average: the mean of the F1 of the classes, not the F1 of mean precision and mean recall.
 * {@code average} chooses another mean over classes: macro (each class counts the same), micro (all classes counted
 * together, which is the accuracy) or weighted (by the weight of the examples of a class).
 *
 * <p>The F1 of a class that is neither labelled nor predicted is undefined and left out of the means. A class that is
 * labelled but never predicted, or predicted but never labelled, has an F1 of 0. The whole is undefined if nothing
 * remains. The same number as {@code f1_score} of scikit-learn with {@code zero_division=nan}.
 */
@ServiceProvider(Metric.class)
public record F1(
        @Hyperparameter(help = PositiveClass.HELP) String positive,
        @Hyperparameter(help = Average.HELP) Average average)
        implements Metric {
    /** Defaults: the second class of two, the macro average of more. */
    public F1() {
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
                predictions,
                positive,
                average,
                (correct, labelled, predicted) -> 2 * correct / (labelled + predicted)));
    }
}
