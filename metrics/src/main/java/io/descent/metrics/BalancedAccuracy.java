package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * The mean recall of the classes (Brodersen et al. 2010, "The balanced accuracy and its posterior distribution"): every
 * class counts the same, however rare. The recall of a class is the weight of its correctly predicted examples divided
 * by the weight of its examples. From 0 to 1; 1 / classes for a constant prediction if every class occurs.
 *
 * <p>Classes without labels are left out. Undefined if the weights sum to 0. The same number as
 * {@code balanced_accuracy_score} of scikit-learn, without its adjustment for chance.
 */
@ServiceProvider(Metric.class)
public record BalancedAccuracy() implements Metric {
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
        double[] recalls = new ClassCounts(predictions).scores((correct, labelled, predicted) -> correct / labelled);
        return Undefined.orNull(WeightedMean.ofDefined(recalls, c -> 1));
    }
}
