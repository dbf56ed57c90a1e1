package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.Arrays;
import java.util.List;

/** What holds for learning-rate schedules. */
final class ScheduleClauses {
    private static final double RATE = 0.1;

    private final LrSchedule schedule;

    ScheduleClauses(LrSchedule schedule) {
        this.schedule = schedule;
    }

    /** A training whose cost halves with each epoch. */
    private record At(int epoch, int step, int epochs, int steps) implements Progress {
        @Override
        public double cost(int of) {
            if (of < 0 || of >= epoch) {
                throw new IndexOutOfBoundsException(
                        "the cost of epoch %d is asked for in epoch %d, which is not completed".formatted(of, epoch));
            }
            return 1 / (1.0 + of);
        }
    }

    List<Clause> all() {
        return List.of(
                new Clause("gives finite rates that are not negative, from the first to the last step", this::isFinite),
                new Clause("works for a single step and for the longest trainings", this::worksForExtremes),
                new Clause("is a pure function: neither calls before nor clocks count", this::isPure),
                new Clause("asks for costs of completed epochs only", this::asksForCompletedEpochs),
                new Clause("moves at some time of the training", this::moves),
                new Clause("follows the initial rate", this::followsInitialRate),
                new Clause("may be used by several threads", () -> Numbers.requireThreadSafe(() -> rates(12, 5))));
    }

    private double rate(Progress at) {
        double rate = schedule.rate(RATE, at);
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            fail("the rate of %s is %s; it must be finite and not negative".formatted(at, rate));
        }
        return rate;
    }

    private double[] rates(int epochs, int stepsPerEpoch) {
        double[] rates = new double[epochs * stepsPerEpoch];
        Arrays.setAll(rates, step -> rate(new At(step / stepsPerEpoch, step, epochs, rates.length)));
        return rates;
    }

    private void isFinite() {
        rates(50, 20);
        rates(3, 1);
        rates(100, 1);
        rates(1000, 2);
    }

    private void worksForExtremes() {
        rates(1, 1);
        int epochs = 1_000_000;
        int steps = epochs * 2000;
        for (int epoch : new int[] {0, 1, epochs / 2, epochs - 1}) {
            rate(new At(epoch, epoch * 2000 + 1999, epochs, steps));
        }
    }

    private void isPure() {
        double[] forwards = rates(10, 4);
        double[] backwards = new double[forwards.length];
        for (int step = forwards.length - 1; step >= 0; step--) {
            backwards[step] = rate(new At(step / 4, step, 10, forwards.length));
        }
        Numbers.requireSame(
                forwards,
                backwards,
                "asked in another order, the rate is another: it depends on calls before, or on a clock");
    }

    private void asksForCompletedEpochs() {
        try {
            rates(6, 3);
        } catch (IndexOutOfBoundsException e) {
            fail("it asks too early: " + e.getMessage());
        }
    }

    private void moves() {
        if (Arrays.stream(rates(50, 20)).allMatch(rate -> rate == 0)) {
            fail("all rates of a training of 50 epochs are 0");
        }
    }

    private void followsInitialRate() {
        At at = new At(1, 20, 50, 1000);
        double small = schedule.rate(1e-6, at);
        if (small > 1) {
            fail("with the initial rate 1.0E-6 it gives " + small + ": multiply by the initial rate");
        }
    }
}
