package __group__;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;

/** The schedule {@code __name__}. Say here what it computes, and cite the source of the formula. */
public record __class__() implements LrSchedule {
    @Override
    public double rate(double initialRate, Progress progress) {
        return initialRate / (1 + progress.epoch());
    }
}
