package io.descent.schedules;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.List;
import java.util.Objects;

/**
 * Gradual warm-up (Goyal et al. 2017, arXiv:1706.02677, section 2.2), followed by any other schedule. While t, the
 * number of completed epochs or steps, is below length, rate = (t + 1) / length rate0. The first rate is therefore
 * positive, and the last epoch or step of the warm-up uses the full initial rate, whatever the other schedule starts
 * with.
 *
 * <p>Then the other schedule gives the rate. It sees epochs, steps, totals and costs as if training started at the end
 * of the warm-up. If the warm-up ends within an epoch, that epoch is the first.
 */
@ServiceProvider(LrSchedule.class)
public record WarmUp(
        @Hyperparameter(min = 1, help = "epochs or steps until the full rate is reached")
        int length,

        @Hyperparameter(help = "schedule after the warm-up; manual without a table keeps the rate")
        LrSchedule schedule,

        @Hyperparameter(help = Per.HELP) Per per)
        implements LrSchedule {
    /** Defaults: five epochs, then the full rate ({@code manual} with its empty table). */
    public WarmUp() {
        this(5, new Manual(), Per.EPOCH);
    }

    /** Checks the range. */
    public WarmUp {
        Range.atLeast(1, "length", length);
    }

    @Override
    public double rate(double initialRate, Progress progress) {
        int t = per.completed(progress);
        if (t < length) {
            return (t + 1.0) / length * initialRate;
        }
        long epochs = per == Per.EPOCH ? length : (long) length * progress.epochs() / progress.steps();
        long steps = per == Per.STEP ? length : (long) length * progress.steps() / progress.epochs();
        return schedule.rate(initialRate, new Later(progress, (int) epochs, steps));
    }

    @Override
    public List<String> metrics() {
        return schedule.metrics();
    }

    /** The progress of a training without its first epochs and steps. */
    private record Later(Progress whole, int skippedEpochs, long skippedSteps) implements Progress {
        @Override
        public int epoch() {
            return whole.epoch() - skippedEpochs;
        }

        @Override
        public int step() {
            // after an outer warm-up that ended within an epoch, the first epoch has fewer steps than average
            return (int) Math.max(0, whole.step() - skippedSteps);
        }

        @Override
        public int epochs() {
            return Math.max(1, whole.epochs() - skippedEpochs);
        }

        @Override
        public int steps() {
            return (int) Math.max(1, whole.steps() - skippedSteps);
        }

        @Override
        public double cost(int epoch) {
            return whole.cost(skippedEpochs + Objects.checkIndex(epoch, epoch()));
        }

        @Override
        public double metric(String name, int epoch) {
            return whole.metric(name, skippedEpochs + Objects.checkIndex(epoch, epoch()));
        }

        @Override
        public boolean largerIsBetter(String name) {
            return whole.largerIsBetter(name);
        }
    }
}
