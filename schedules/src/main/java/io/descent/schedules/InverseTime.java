package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Inverse-time decay, the 1/t of Robbins and Monro 1951 in the form of Bottou 2012 ("Stochastic Gradient Descent
 * Tricks"): rate = rate0 / (1 + decay floor(t / interval)), where t counts completed epochs or steps.
 */
@ServiceProvider(LrSchedule.class)
public record InverseTime(
        @Hyperparameter(min = 0, help = "added to the divisor of the rate after every interval")
        double decay,

        @Hyperparameter(min = 1, help = "epochs or steps between changes of the rate")
        int interval,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: half the rate after one epoch, a third after two. */
    public InverseTime() {
        this(1, 1, Per.EPOCH);
    }

    /** Checks the ranges. */
    public InverseTime {
        Range.notNegative("decay", decay);
        Range.atLeast(1, "interval", interval);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        int intervals = per.completed(progress) / interval;
        return initialRate / (1 + decay * intervals);
    }
}
