package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/**
 * Cosine waves that become longer (Holzmueller, Grinsztajn and Steinwart 2024, arXiv:2407.04491, "coslog"):
 * rate = rate0 (1 - cos(2 pi log2(1 + (2^k - 1) t))) / 2, where t is the share of completed steps and k is cycles. Each
 * cycle rises from 0 and falls to 0, and is about twice as long as the one before; the last ends with the training. The
 * first rate is 0.
 */
@ServiceProvider(LrSchedule.class)
public record CosineLog(
        @Hyperparameter(min = 1, max = 30, help = "number k of cycles")
        int cycles) implements LrSchedule {
    private static final double LN_2 = StrictMath.log(2);

    /** Default from RealMLP: 4 cycles. */
    public CosineLog() {
        this(4);
    }

    /** Checks the range. */
    public CosineLog {
        if (cycles < 1 || cycles > 30) {
            throw new IllegalArgumentException("cycles is " + cycles + "; it must be from 1 to 30");
        }
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        double t = Per.STEP.share(progress, 0);
        double log = StrictMath.log(1 + ((1 << cycles) - 1) * t) / LN_2;
        return initialRate * (1 - StrictMath.cos(2 * Math.PI * log)) / 2;
    }
}
