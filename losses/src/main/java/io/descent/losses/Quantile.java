package io.descent.losses;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.Labels;
import io.descent.api.Link;
import io.descent.api.Loss;
import io.descent.api.Outputs;
import io.descent.api.Tensor;
import java.util.List;

/**
 * Quantile loss, also called pinball loss (Koenker and Bassett 1978, Regression quantiles, equation 1.2): with an
 * output a_k for each level q_k, the mean over the levels of q_k (y - a_k) where y is at least a_k, (1 - q_k) (a_k - y)
 * elsewhere. Its derivative with respect to a_k is -q_k below y, 1 - q_k above y and 0 at y, divided by the number of
 * levels. The best a_k is the value that the label stays below with probability q_k.
 *
 * <p>A network with several levels has the output activation {@code ordered}, so that its predictions never cross. The
 * prediction of a value is the output of the level nearest to 0.5.
 */
@ServiceProvider(Loss.class)
public record Quantile(
        @Hyperparameter(
                min = 0,
                max = 1,
                minExclusive = true,
                maxExclusive = true,
                help = "probabilities in ascending order, one output each; 0.5 is the median")
        List<Double> levels)
        implements Loss {
    /** Default: the median. */
    public Quantile() {
        this(List.of(0.5));
    }

    /** Copies the levels and checks them. */
    public Quantile {
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("levels is empty; it must have at least one level, such as 0.5");
        }
        double previous = 0;
        for (double level : levels) {
            if (!(level > previous && level < 1)) {
                throw new IllegalArgumentException(
                        "levels is %s; levels must be above 0, below 1 and in ascending order, without repetition"
                                .formatted(levels));
            }
            previous = level;
        }
    }

    @Override
    public Link link(Labels labels) {
        return Link.IDENTITY;
    }

    @Override
    public int outputs(Labels labels) {
        Needs.oneValue(labels);
        return levels.size();
    }

    @Override
    public String outputActivation(Labels labels) {
        return levels.size() == 1 ? "linear" : "ordered";
    }

    /** Refuses a linear output for several levels, because its predictions may cross. */
    @Override
    public boolean accepts(Link activation, Labels labels) {
        return activation == Link.NONE || (activation == Link.IDENTITY && levels.size() == 1);
    }

    @Override
    public int predictedOutput(Labels labels) {
        int nearest = 0;
        for (int k = 1; k < levels.size(); k++) {
            if (Math.abs(levels.get(k) - 0.5) < Math.abs(levels.get(nearest) - 0.5)) {
                nearest = k;
            }
        }
        return nearest;
    }

    @Override
    public void costs(Outputs outputs, Tensor y, Tensor costs) {
        Tensor a = outputs.a();
        int count = levels.size();
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0;
            for (int k = 0; k < count; k++) {
                double level = levels.get(k);
                double error = y.get(i, 0) - a.get(i, k);
                sum += Math.max(level * error, (level - 1) * error);
            }
            costs.set(i, 0, sum / count);
        }
    }

    @Override
    public void gradient(Outputs outputs, Tensor y, Tensor gradient) {
        Tensor a = outputs.a();
        int count = levels.size();
        for (int i = 0; i < a.rows(); i++) {
            for (int k = 0; k < count; k++) {
                double level = levels.get(k);
                double error = y.get(i, 0) - a.get(i, k);
                double slope = error < 0 ? 1 - level : error; // 0 stays 0 and NaN stays NaN
                gradient.set(i, k, (error > 0 ? -level : slope) / count);
            }
        }
    }
}
