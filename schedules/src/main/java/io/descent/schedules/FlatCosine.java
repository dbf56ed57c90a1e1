package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Constant during the first half of the training, then half a cosine wave to 0 (Holzmueller, Grinsztajn and Steinwart
 * 2024, arXiv:2407.04491, "flat_cos"): rate = rate0 for t at most 1/2, rate0 (1 + cos(pi (2 t - 1))) / 2 after, where t
 * is the share of completed steps. RealMLP lets weight decay and dropout follow it.
 */
@ServiceProvider(LrSchedule.class)
public record FlatCosine() implements LrSchedule {
    @Override
    public double rate(double initialRate, Progress progress) {
        double t = Per.STEP.share(progress, 0);
        return t <= 0.5 ? initialRate : Cosine.descent(0, 2 * t - 1) * initialRate;
    }
}
