package io.descent.core.training;

import io.avaje.spi.ServiceProvider;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/** The default schedule: a constant learning rate. */
@ServiceProvider(LrSchedule.class)
public record Constant() implements LrSchedule {
    @Override
    public double rate(double initialRate, Progress progress) {
        return initialRate;
    }
}
