package io.descent.core.experiment;

import io.descent.api.Hyperparameter;
import io.descent.core.metrics.MetricName;
import io.descent.inference.spec.Default;

/**
 * Stops training when a metric stops improving, and keeps the parameters of the best epoch (Prechelt 1998):
 * {@code training.early-stopping} in an experiment file.
 *
 * @param metric the metric to watch
 * @param patience epochs without improvement after which training stops
 * @param minimumChange smallest change that counts as an improvement
 */
public record EarlyStopping(
        @Default("dev.cost") MetricName metric,

        @Default("10") @Hyperparameter(min = 1, help = "epochs without improvement before training stops")
        int patience,

        @Default("0") @Hyperparameter(min = 0, help = "smallest change that counts as an improvement")
        double minimumChange) {
    /** Checks the ranges. */
    public EarlyStopping {
        if (patience < 1 || !(minimumChange >= 0)) {
            throw new IllegalArgumentException(
                    "patience %d must be at least 1, minimum-change %s at least 0".formatted(patience, minimumChange));
        }
    }
}
