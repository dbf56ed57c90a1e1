package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * One-cycle policy (Smith 2018, arXiv:1803.09820; Smith and Topin 2019, arXiv:1708.07120) in the cosine form that is
 * now usual. The initial rate rate0 is the PEAK. Over the first share {@code warm-up} of the T updates (or epochs) of
 * the training, the rate rises from start rate0 to rate0; then it falls to minimum rate0 at the last one.
 *
 * <p>With p = warm-up T - 1, the place of the peak, and t from 0 to T - 1: rate = (start + (1 - start) (1 - cos(pi t /
 * p)) / 2) rate0 up to p, and rate = (minimum + (1 - minimum) (1 + cos(pi (t - p) / (T - 1 - p))) / 2) rate0 after it.
 */
@ServiceProvider(LrSchedule.class)
public record OneCycle(
        @Hyperparameter(min = 0, max = 1, help = "share of the training during which the rate rises")
        double warmUp,

        @Hyperparameter(min = 0, max = 1, help = "first rate, as a share of the peak")
        double start,

        @Hyperparameter(min = 0, max = 1, help = "last rate, as a share of the peak")
        double minimum,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /**
     * Defaults: the rate starts at 1/25 of the peak, rises for 30 % of the updates, and ends at 1/10,000 of its start.
     */
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
