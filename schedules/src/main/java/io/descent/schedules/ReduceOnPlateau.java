package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Reduces the rate when the training cost stops falling (He et al. 2016, arXiv:1512.03385, section 3.4: "divided by 10
 * when the error plateaus"): rate = max(factor^n, minimum) rate0. An epoch improves if
 * cost &lt; best - threshold |best|, where best is the cost of the last epoch that improved. n grows by one after
 * {@code patience} epochs in a row without improvement. In the next {@code cooldown} epochs, lack of improvement is not
 * counted.
 *
 * <p>Per step, patience and cooldown are numbers of updates, and an epoch has steps / epochs updates. Both are rounded
 * up to whole epochs, because a cost is known only at the end of an epoch.
 */
@ServiceProvider(LrSchedule.class)
public record ReduceOnPlateau(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "factor applied to the rate at a plateau")
        double factor,

        @Hyperparameter(min = 1, help = "epochs or steps without improvement before the rate is reduced")
        int patience,

        @Hyperparameter(min = 0, max = 1, help = "relative decrease of the cost that counts as an improvement")
        double threshold,

        @Hyperparameter(min = 0, help = "epochs or steps after a reduction in which lack of improvement is not counted")
        int cooldown,

        @Hyperparameter(min = 0, max = 1, help = "lowest rate, as a share of the initial rate")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: the rate is divided by 10 after every ten epochs without improvement. */
    public ReduceOnPlateau() {
        this(0.1, 10, 1e-4, 0, 0, Per.EPOCH);
    }

    /** Checks the ranges. */
    public ReduceOnPlateau {
        Range.positiveShare("factor", factor);
        Range.atLeast(1, "patience", patience);
        Range.share("threshold", threshold);
        Range.atLeast(0, "cooldown", cooldown);
        Range.share("minimum", minimum);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        long patienceEpochs = epochs(patience, progress);
        long cooldownEpochs = epochs(cooldown, progress);
        int reductions = 0;
        int bad = 0;
        long cooling = 0;
        double best = 0;
        for (int epoch = 0; epoch < progress.epoch(); epoch++) {
            double cost = progress.cost(epoch);
            if (epoch == 0 || cost < best - threshold * Math.abs(best)) {
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
