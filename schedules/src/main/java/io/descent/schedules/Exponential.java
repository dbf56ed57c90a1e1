package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/** Exponential decay: rate = base^epoch times the initial rate. */
@ServiceProvider(LrSchedule.class)
public record Exponential(
        @Hyperparameter(min = 0, max = 1, minExclusive = true, help = "what an epoch multiplies the rate by")
        double base)
        implements LrSchedule {
    /** Five per cent less every epoch. */
    public Exponential() {
        this(0.95);
    }

    /** Checks the range. */
    public Exponential {
        if (!(base > 0 && base <= 1)) {
            throw new IllegalArgumentException("base is " + base + "; it must be above 0 and at most 1");
        }
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        return StrictMath.pow(base, progress.epoch()) * initialRate;
    }
}
