package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Polynomial decay, the "poly" policy (Chen et al. 2018, arXiv:1606.00915): rate = (rate0 - end) (1 - t/T)^power + end,
 * where end = minimum rate0, t counts completed epochs or steps and T is length. After T, the rate stays at end.
 */
@ServiceProvider(LrSchedule.class)
public record Polynomial(
        @Hyperparameter(min = 0, minExclusive = true, help = "1 is linear; above 1, the rate falls faster at first")
        double power,

        @Hyperparameter(min = 0, max = 1, help = "last rate, as a share of the initial rate")
        double minimum,

        @Hyperparameter(min = 0, help = "epochs or steps until the last rate; 0 means the whole training")
        int length,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: linear decay to 0 over all epochs. */
    public Polynomial() {
        this(1, 0, 0, Per.EPOCH);
    }

    /** Checks the ranges. */
    public Polynomial {
        Range.positive("power", power);
        Range.share("minimum", minimum);
        Range.atLeast(0, "length", length);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        double left = StrictMath.pow(1 - per.share(progress, length), power);
        return ((1 - minimum) * left + minimum) * initialRate;
    }
}
