package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.LrSchedule;
import io.descent.api.Progress;
import java.util.Arrays;
import java.util.List;

/** Clauses for learning-rate schedules. */
final class ScheduleClauses {
    private static final double RATE = 0.1;

    private final LrSchedule schedule;

    ScheduleClauses(LrSchedule schedule) {
        this.schedule = schedule;
    }

    /** A step of a training whose cost in epoch e is 1 / (1 + e). */
    private record At(int epoch, int step, int epochs, int steps) implements Progress {
        @Override
        public double cost(int of) {
            if (of < 0 || of >= epoch) {
                throw new IndexOutOfBoundsException(
                        "the cost of epoch %d was requested in epoch %d, before it was known".formatted(of, epoch));
            }
            return 1 / (1.0 + of);
        }

        @Override
        public double metric(String name, int of) {
            return largerIsBetter(name) ? -cost(of) : cost(of);
        }

        @Override
        public boolean largerIsBetter(String name) {
            return !name.endsWith(".cost");
        }
    }

    List<Clause> all() {
        return List.of(
                new Clause("gives finite, non-negative rates from the first to the last step", this::isFinite),
                new Clause("works for trainings of one step and of two billion", this::worksForExtremes),
                new Clause("is a pure function, independent of earlier calls and clocks", this::isPure),
                new Clause("asks only for costs of completed epochs", this::asksForCompletedEpochs),
                new Clause("is not 0 during the whole training", this::moves),
                new Clause("follows the initial rate", this::followsInitialRate),
                new Clause("may be used by several threads", () -> Numbers.requireThreadSafe(() -> rates(12, 5))));
    }

    private double rate(Progress at) {
        double rate = schedule.rate(RATE, at);
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            fail("the rate at %s is %s; it must be finite and not negative".formatted(at, rate));
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
                "in another order of calls the rates differ: they depend on earlier calls, or on a clock");
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
            fail("with an initial rate of 1.0E-6 the rate is " + small + ": multiply by the initial rate");
        }
    }
}
