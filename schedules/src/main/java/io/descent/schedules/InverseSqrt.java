package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Inverse square root decay (Zinkevich 2003, theorem 1): rate = k / sqrt(t) rate0, where t counts completed epochs or
 * steps; t = 0 counts as 1.
 */
@ServiceProvider(LrSchedule.class)
public record InverseSqrt(
        @Hyperparameter(min = 0, minExclusive = true, help = "constant factor of the rate")
        double k,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: the initial rate divided by the square root of the epoch. */
    public InverseSqrt() {
        this(1, Per.EPOCH);
    }

    /** Checks the range. */
    public InverseSqrt {
        Range.positive("k", k);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        int t = Math.max(1, per.completed(progress));
        // k above 1 may overflow, but a rate must be finite
        return Math.min(k / Math.sqrt(t) * initialRate, Double.MAX_VALUE);
    }
}
