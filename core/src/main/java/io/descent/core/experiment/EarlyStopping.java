package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.core.metrics.Metric;
import io.descent.inference.spec.Default;

/**
 * Ends a training when a metric has stopped getting better, and keeps the parameters of the best epoch (Prechelt 1998):
 * {@code training.early-stopping} in an experiment file.
 *
 * @param metric what is watched
 * @param patience epochs without a better value after which it ends
 * @param minimumChange by how much a value must be better to count
 */
public record EarlyStopping(
        @Default("dev.cost") Metric metric,

        @Default("10") @Hyperparameter(min = 1, help = "epochs without a better value")
        int patience,

        @Default("0") @Hyperparameter(min = 0, help = "by how much a value must be better")
        double minimumChange) {
    /** Checks the ranges. */
    public EarlyStopping {
        if (patience < 1 || !(minimumChange >= 0)) {
            throw new IllegalArgumentException(
                    "patience %d must be at least 1, minimum-change %s at least 0".formatted(patience, minimumChange));
        }
    }
}
