package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Step decay (Ge et al. 2019, arXiv:1904.12838): rate = factor^floor(t / interval) rate0, where t counts completed
 * epochs or steps.
 */
@ServiceProvider(LrSchedule.class)
public record Staircase(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "factor applied to the rate after every interval")
        double factor,

        @Hyperparameter(min = 1, help = "epochs or steps between changes of the rate")
        int interval,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: the rate is halved every ten epochs. */
    public Staircase() {
        this(0.5, 10, Per.EPOCH);
    }

    /** Checks the ranges. */
    public Staircase {
        Range.positiveShare("factor", factor);
        Range.atLeast(1, "interval", interval);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        int intervals = per.completed(progress) / interval;
        return StrictMath.pow(factor, intervals) * initialRate;
    }
}
