package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Lowers the rate whenever the training cost stops falling (He et al. 2016, arXiv:1512.03385, section 3.4: "divided by 10 when
 * the error plateaus"): rate = max(factor^n, minimum) rate0. An epoch is good if cost &lt; best - threshold |best|, best being
 * the cost of the last good epoch, and n grows by one at the end of every {@code patience} epochs in a row that are not;
 * the {@code cooldown} epochs after that may be good, but not bad.
 *
 * <p>Per step, patience and cooldown are updates, an epoch has steps / epochs of them, and both are rounded up to whole
 * epochs, since a cost is known at the end of an epoch only.
 */
@ServiceProvider(LrSchedule.class)
public record ReduceOnPlateau(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "what a plateau multiplies the rate by")
        double factor,

        @Hyperparameter(min = 1, help = "epochs or steps without a lower cost that make a plateau")
        int patience,

        @Hyperparameter(min = 0, max = 1, help = "the share by which a cost must be below the best to be lower")
        double threshold,

        @Hyperparameter(min = 0, help = "epochs or steps after a reduction that do not count")
        int cooldown,

        @Hyperparameter(min = 0, max = 1, help = "the lowest rate as a share of the initial one")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** A tenth of the rate after every ten epochs without progress. */
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

    /** A number of epochs or steps in whole epochs, rounded up. */
    private long epochs(int count, Progress progress) {
        return per == Per.EPOCH ? count : ((long) count * progress.epochs() + progress.steps() - 1) / progress.steps();
    }
}
