package __group__;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/** The schedule {@code __name__}: says what it does, and where the formula is from. */
public record __class__() implements LrSchedule {
    @Override
    public double rate(double initialRate, Progress progress) {
        return initialRate / (1 + progress.epoch());
    }
}
