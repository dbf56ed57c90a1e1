package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Inverse-time decay, the 1/t of Robbins and Monro 1951 in the form of Bottou 2012 ("Stochastic Gradient Descent Tricks"):
 * rate = rate0 / (1 + decay floor(t / interval)), t the completed epochs or steps.
 */
@ServiceProvider(LrSchedule.class)
public record InverseTime(
        @Hyperparameter(min = 0, help = "what an interval adds to the divisor")
        double decay,

        @Hyperparameter(min = 1, help = "epochs or steps from one change to the next")
        int interval,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Half the rate after an epoch, a third after two. */
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
