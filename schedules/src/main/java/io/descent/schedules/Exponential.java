package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Exponential decay (compared with others by Senior et al. 2013, "An empirical study of learning rates in deep neural
 * networks for speech recognition"): rate = base^t rate0, t the completed epochs or steps.
 */
@ServiceProvider(LrSchedule.class)
public record Exponential(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "what an epoch or step multiplies the rate by")
        double base,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Five per cent less every epoch. */
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
