package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import io.descent.inference.spec.Precision;
import io.descent.schedules.Exponential;
import io.descent.schedules.InverseSqrt;
import io.descent.schedules.InverseTime;
import io.descent.schedules.Per;
import io.descent.schedules.Staircase;

/** Compares schedules as functions of the epoch. */
final class DecaySuite implements GoldenSuite {
    @Override
    public String files() {
        return "lr_decay\\.json";
    }

    @Override
    public Object[] expected() {
        return new Object[] {"learning_rate", 4};
    }

    /** The start of an epoch of three updates. */
    private record At(int epoch) implements Progress {
        @Override
        public int step() {
            return 3 * epoch;
        }

        @Override
        public int epochs() {
            return 100_000;
        }

        @Override
        public int steps() {
            return 300_000;
        }

        @Override
        public double cost(int epoch) {
            throw new IndexOutOfBoundsException(epoch);
        }

        @Override
        public double metric(String name, int epoch) {
            throw new IllegalArgumentException(name);
        }

        @Override
        public boolean largerIsBetter(String name) {
            throw new IllegalArgumentException(name);
        }
    }

    @Override
    public void check(GoldenCase file, GoldenCase one, Precision precision) {
        GoldenCase hyper = one.child("hyper");
        LrSchedule schedule = switch (one.text("kind")) {
            case "inverse_time" -> new InverseTime(hyper.number("decay_rate"), 1, Per.EPOCH);
            case "interval_inverse_time" ->
                new InverseTime(hyper.number("decay_rate"), hyper.whole("time_interval"), Per.EPOCH);
            case "exponential" -> new Exponential(hyper.number("base"), Per.EPOCH);
            case "inverse_sqrt" -> new InverseSqrt(hyper.number("k"), Per.EPOCH);
            case "staircase" -> new Staircase(hyper.number("factor"), hyper.whole("step"), Per.EPOCH);
            default -> throw new AssertionError("unknown kind " + one.text("kind"));
        };
        double[] epochs = one.vector("epochs");
        double[] rates = one.vector("learning_rate");
        assertThat(rates).hasSameSizeAs(epochs);
        for (int i = 0; i < rates.length; i++) {
            assertThat(schedule.rate(hyper.number("learning_rate0"), new At((int) epochs[i])))
                    .as("epoch %s", epochs[i])
                    .isCloseTo(rates[i], within(1e-14 * rates[i]));
        }
    }
}
