package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * One cycle (Smith 2018, arXiv:1803.09820; Smith and Topin 2019, arXiv:1708.07120) in the cosine form that has become usual.
 * The initial rate is the PEAK: the rate rises from start rate0 to rate0 over the first warmUp T of the T updates (or
 * epochs) of the training, then falls to minimum rate0, which the last one has. Both are half cosine waves; the peak is at
 * t = warmUp T - 1, counted from 0, the last value at T - 1.
 */
@ServiceProvider(LrSchedule.class)
public record OneCycle(
        @Hyperparameter(min = 0, max = 1, help = "share of the training in which the rate rises")
        double warmUp,

        @Hyperparameter(min = 0, max = 1, help = "the first rate as a share of the peak")
        double start,

        @Hyperparameter(min = 0, max = 1, help = "the last rate as a share of the peak")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** From a 25th up to the peak in three tenths of the updates, then down to a ten-thousandth of the start. */
    public OneCycle() {
        this(0.3, 0.04, 4e-6, Per.STEP);
    }

    /** Checks the ranges. */
    public OneCycle {
        Range.share("warm-up", warmUp);
        Range.share("start", start);
        Range.share("minimum", minimum);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        int t = per.completed(progress);
        int last = per.total(progress) - 1;
        double peak = Math.max(0, warmUp * per.total(progress) - 1);
        if (t >= last) {
            return minimum * initialRate;
        }
        double share =
                t < peak ? Cosine.descent(start, 1 - t / peak) : Cosine.descent(minimum, (t - peak) / (last - peak));
        return share * initialRate;
    }
}
