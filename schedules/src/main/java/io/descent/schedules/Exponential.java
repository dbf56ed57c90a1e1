package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Exponential decay: rate = base^t rate0, where t counts completed epochs or steps. Senior et al. 2013 ("An empirical
 * study of learning rates in deep neural networks for speech recognition") compare it with other schedules.
 */
@ServiceProvider(LrSchedule.class)
public record Exponential(
        @Hyperparameter(
                min = 0,
                max = 1,
                minExclusive = true,
                help = "factor applied to the rate after every epoch or step")
        double base,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: the rate falls by 5 % every epoch. */
    public Exponential() {
        this(0.95, Per.EPOCH);
    }

    /** Checks the range. */
    public Exponential {
        Range.positiveShare("base", base);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        return StrictMath.pow(base, per.completed(progress)) * initialRate;
    }
}
