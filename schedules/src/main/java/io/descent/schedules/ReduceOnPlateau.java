package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.List;

/**
 * Reduces the rate when a metric stops improving (He et al. 2016, arXiv:1512.03385, section 3.4: "divided by 10 when
 * the error plateaus"): rate = max(factor^n, minimum) rate0. An epoch improves if cost &lt; best - threshold |best|,
 * where best is the cost of the last epoch that improved; for a metric like accuracy, if it exceeds best + threshold
 * |best|. An epoch in which the metric is undefined does not improve. n grows by one after {@code patience} epochs in a
 * row without improvement. In the next {@code cooldown} epochs, lack of improvement is not counted.
 *
 * <p>Per step, patience and cooldown are numbers of updates, and an epoch has steps / epochs updates. Both are rounded
 * up to whole epochs, because a metric is known only at the end of an epoch.
 */
@ServiceProvider(LrSchedule.class)
public record ReduceOnPlateau(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "factor applied to the rate at a plateau")
        double factor,

        @Hyperparameter(min = 1, help = "epochs or steps without improvement before the rate is reduced")
        int patience,

        @Hyperparameter(min = 0, max = 1, help = "relative change of the metric that counts as an improvement")
        double threshold,

        @Hyperparameter(min = 0, help = "epochs or steps after a reduction in which lack of improvement is not counted")
        int cooldown,

        @Hyperparameter(min = 0, max = 1, help = "lowest rate, as a share of the initial rate")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per,

        @Hyperparameter(help = "the metric to watch: train.cost, dev.cost, dev.accuracy, ...")
        String metric)
        implements LrSchedule {
    private static final String TRAIN_COST = "train.cost";

    /** Defaults: the rate is divided by 10 after every ten epochs without improvement of the training cost. */
    public ReduceOnPlateau() {
        this(0.1, 10, 1e-4, 0, 0, Per.EPOCH);
    }

    /** Watches the training cost. */
    public ReduceOnPlateau(double factor, int patience, double threshold, int cooldown, double minimum, Per per) {
        this(factor, patience, threshold, cooldown, minimum, per, TRAIN_COST);
    }

    /** Checks the ranges. */
    public ReduceOnPlateau {
        Range.positiveShare("factor", factor);
        Range.atLeast(1, "patience", patience);
        Range.share("threshold", threshold);
        Range.atLeast(0, "cooldown", cooldown);
        Range.share("minimum", minimum);
        if (!metric.equals(TRAIN_COST) && !metric.matches("dev\\.[a-z0-9-]+")) {
            throw new IllegalArgumentException(
                    "metric is '%s'; expected train.cost, or dev. and the name of a metric, such as dev.accuracy"
                            .formatted(metric));
        }
    }

    @Override
    public List<String> metrics() {
        return metric.equals(TRAIN_COST) ? List.of() : List.of(metric);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        long patienceEpochs = epochs(patience, progress);
        long cooldownEpochs = epochs(cooldown, progress);
        int reductions = 0;
        int bad = 0;
        long cooling = 0;
        double best = Double.NaN;
        boolean ofTraining = metric.equals(TRAIN_COST);
        double sign = !ofTraining && progress.largerIsBetter(metric) ? -1 : 1;
        for (int epoch = 0; epoch < progress.epoch(); epoch++) {
            double cost = sign * (ofTraining ? progress.cost(epoch) : progress.metric(metric, epoch));
            boolean first = Double.isNaN(best) && !Double.isNaN(cost);
            if (first || cost < best - threshold * Math.abs(best)) {
                best = cost;
                bad = 0;
            } else if (cooling == 0) {
                bad++;
            }
            if (cooling > 0) {
                cooling--;
            }
            if (bad >= patienceEpochs) {
                reductions++;
                bad = 0;
                cooling = cooldownEpochs;
            }
        }
        return Math.max(StrictMath.pow(factor, reductions), minimum) * initialRate;
    }

    /** Converts a number of epochs or steps to whole epochs, rounded up. */
    private long epochs(int count, Progress progress) {
        return per == Per.EPOCH ? count : ((long) count * progress.epochs() + progress.steps() - 1) / progress.steps();
    }
}
