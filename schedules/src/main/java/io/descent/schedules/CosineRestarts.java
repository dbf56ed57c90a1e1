package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Cosine annealing with warm restarts (Loshchilov and Hutter 2017, arXiv:1608.03983, section 3, equation 5):
 * rate = end + (rate0 - end) (1 + cos(pi T_cur/T_i)) / 2, where end = minimum rate0 and T_cur counts the epochs or steps
 * since the last restart. The first period, T_0, is length; each period is factor (T_mult) times as long as the one
 * before.
 */
@ServiceProvider(LrSchedule.class)
public record CosineRestarts(
        @Hyperparameter(min = 1, help = "epochs or steps of the first period (T_0)")
        int length,

        @Hyperparameter(min = 1, help = "factor by which each period is longer than the one before (T_mult)")
        int factor,

        @Hyperparameter(min = 0, max = 1, help = "rate at the end of a period, as a share of the initial rate")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: restarts after 10, 30, 70, 150 ... epochs. */
    public CosineRestarts() {
        this(10, 2, 0, Per.EPOCH);
    }

    /** Checks the ranges. */
    public CosineRestarts {
        Range.atLeast(1, "length", length);
        Range.atLeast(1, "factor", factor);
        Range.share("minimum", minimum);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        long period = length;
        long current = per.completed(progress);
        if (factor == 1) {
            current %= period;
        }
        while (current >= period) {
            current -= period;
            period *= factor;
        }
        return Cosine.descent(minimum, current / (double) period) * initialRate;
    }
}
