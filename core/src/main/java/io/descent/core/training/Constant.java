package io.descent.core.training;

import io.avaje.spi.ServiceProvider;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/** A constant learning rate, the default: rate = rate0, the initial rate. */
@ServiceProvider(LrSchedule.class)
public record Constant() implements LrSchedule {
    @Override
    public double rate(double initialRate, Progress progress) {
        return initialRate;
    }
}
