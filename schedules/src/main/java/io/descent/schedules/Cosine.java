package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Cosine annealing (Loshchilov and Hutter 2017, arXiv:1608.03983, equation 5) without restarts:
 * rate = end + (rate0 - end) (1 + cos(pi t/T)) / 2, where end = minimum rate0, t counts completed epochs or steps and T is
 * length. After T, the rate stays at end.
 */
@ServiceProvider(LrSchedule.class)
public record Cosine(
        @Hyperparameter(min = 0, max = 1, help = "last rate, as a share of the initial rate")
        double minimum,

        @Hyperparameter(min = 0, help = "epochs or steps until the last rate; 0 means the whole training")
        int length,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: half a cosine wave to 0 over all epochs. */
    public Cosine() {
        this(0, 0, Per.EPOCH);
    }

    /** Checks the ranges. */
    public Cosine {
        Range.share("minimum", minimum);
        Range.atLeast(0, "length", length);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        return descent(minimum, per.share(progress, length)) * initialRate;
    }

    /** Returns half a cosine wave, from 1 at {@code x} = 0 to {@code minimum} at {@code x} = 1, exact at both ends. */
    static double descent(double minimum, double x) {
        return minimum + (1 - minimum) * (1 + StrictMath.cos(Math.PI * x)) / 2;
    }
}
