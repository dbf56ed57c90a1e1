package io.descent.metrics;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pinball loss of predicted quantiles (Koenker and Bassett 1978, "Regression quantiles"): the weighted mean of
 * max(q (y - v), (q - 1) (y - v)), where y is the label, v the predicted value and q the level of the quantile,
 * averaged over the levels. In the units of the label, from 0. At level 0.5, it is half of the mean absolute error.
 * Undefined if the weights sum to 0.
 *
 * <p>If the model has as many outputs as there are levels, and more than one, then each level is compared with its
 * output, in their order. Otherwise every level is compared with the predicted value.
 *
 * <p>The same number as the mean of {@code mean_pinball_loss} of scikit-learn over the levels, with {@code alpha} for
 * q.
 */
@ServiceProvider(Metric.class)
public record Pinball(
        @Hyperparameter(
                min = 0,
                max = 1,
                minExclusive = true,
                maxExclusive = true,
                help = "levels of the quantiles, in ascending order")
        List<Double> levels)
        implements Metric {
    /** Default: the median. */
    public Pinball() {
        this(List.of(0.5));
    }

    /** Copies the levels and checks them. */
    public Pinball {
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("levels is empty; it must have at least one level, such as 0.5");
        }
        double previous = 0;
        for (double level : levels) {
            if (!(level > previous && level < 1)) {
                throw new IllegalArgumentException(
                        "levels is %s; it must be in ascending order, each above 0 and below 1".formatted(levels));
            }
            previous = level;
        }
    }

    @Override
    public boolean largerIsBetter() {
        return false;
    }

    @Override
    public void check(Labels labels) {
        Accepted.value(labels);
    }

    @Override
    public @Nullable Double of(Predictions predictions) {
        boolean own = levels.size() > 1 && predictions.outputs() == levels.size();
        double sum = 0;
        for (int k = 0; k < levels.size(); k++) {
            double q = levels.get(k);
            int output = k;
            sum += WeightedMean.of(predictions, i -> {
                double e = predictions.label(i) - (own ? predictions.output(i, output) : predictions.value(i));
                return Math.max(q * e, (q - 1) * e);
            });
        }
        return Undefined.orNull(sum / levels.size());
    }
}
