package io.descent.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import io.descent.api.Optimizer;
import io.descent.inference.spec.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Clauses for optimizers. */
final class OptimizerClauses {
    private static final double[] RATES = {
        1000, 100, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 1e-4, 1e-5, 1e-6
    };
    private static final double RATE = 0.01;
    private static final int LONG = 3000;

    /** More elements than the trainer passes to an element-wise optimizer in one block. */
    private static final int MANY = 10_000;

    private static final int ROWS = 3;
    private static final int COLUMNS = 7;
    private static final int SIZE = ROWS * COLUMNS;

    /** The largest gradient that the trainer passes on; above it, training has diverged. */
    private static final double LARGEST = 1e18;

    /** A gradient whose square is 0 in float32. */
    private static final double SMALLEST = 1e-30;

    /** How much longer than usual a direction may be after a step with a learning rate of 0. */
    private static final double MOST_AFTER_WARM_UP = 1000;

    private final Optimizer optimizer;

    OptimizerClauses(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    List<Clause> all() {
        List<Clause> clauses = new ArrayList<>(List.of(
                new Clause("has a finite direction from the first step on", this::startsFinite),
                new Clause("descends a parabola", this::descendsParabola),
                new Clause("descends Rosenbrock's valley", this::descendsRosenbrock),
                new Clause("does not multiply by the learning rate", this::leavesTheRate),
                new Clause("works for parameters of every shape, weights and biases", this::shapes),
                new Clause("stays finite and uses its slots over thousands of steps", this::lasts),
                new Clause("does not write the parameter and keeps no tensor", this::keepsNoTensor),
                new Clause("keeps state only in slots", this::keepsStateInSlots),
                new Clause("continues exactly after saving and restoring", this::restores),
                new Clause("stays finite with gradients of zero", this::zeroGradient),
                new Clause("works with a learning rate of 0, as in the first step of a warm-up", this::rateZero),
                new Clause(
                        "stays finite with tiny gradients, and does not hide an overflow with huge ones",
                        this::extremes),
                new Clause("agrees in float32 and float64", this::precisionsAgree),
                new Clause("uses the full precision of float64", this::isAccurate),
                new Clause("may be used by several threads", this::isThreadSafe)));
        if (optimizer.elementwise()) {
            clauses.add(new Clause("gives the same bits for blocks of any size and order", this::blocksAgree));
        }
        return clauses;
    }

    private Moved parameter(Precision precision) {
        return new Moved(optimizer, precision, ROWS, COLUMNS, Numbers.normal(1, SIZE));
    }

    private static double[] gradient(int step) {
        return Numbers.normal(100L + step, SIZE);
    }

    private static void run(Moved parameter, int from, int to) {
        for (int step = from; step < to; step++) {
            parameter.update(RATE, gradient(step));
        }
    }

    private void startsFinite() {
        Moved parameter = parameter(Precision.FLOAT64);
        for (int step = 0; step < 3; step++) {
            Numbers.requireFinite(
                    parameter.update(RATE, gradient(step)),
                    "the direction of step " + (step + 1) + " (step.number() counts from 1)");
        }
    }

    private void descendsParabola() {
        double[] start = {0, 10, -5};
        descend(
                "the parabola (x - 3)^2 / 2",
                start,
                5000,
                0.01,
                x -> {
                    double[] gradient = new double[3];
                    Arrays.setAll(gradient, i -> x[i] - 3);
                    return gradient;
                },
                x -> Arrays.stream(x).map(each -> (each - 3) * (each - 3) / 2).sum());
    }

    private void descendsRosenbrock() {
        double[] start = {-1.2, 1};
        descend(
                "Rosenbrock's function",
                start,
                20_000,
                0.1,
                x -> new double[] {-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] * x[0]), 200 * (x[1] - x[0] * x[0])},
                x -> (1 - x[0]) * (1 - x[0]) + 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]));
    }

    /** A function of a point. */
    private interface Cost {
        double at(double[] x);
    }

    private void descend(
            String what, double[] start, int steps, double share, UnaryOperator<double[]> gradient, Cost cost) {
        double goal = share * cost.at(start);
        double best = Double.POSITIVE_INFINITY;
        for (Precision precision : Precision.values()) {
            best = Double.POSITIVE_INFINITY;
            for (double rate : RATES) {
                Moved parameter = new Moved(optimizer, precision, 1, start.length, start);
                for (int step = 0; step < steps && best > goal; step++) {
                    parameter.update(rate, gradient.apply(parameter.parameter()));
                    double now = cost.at(parameter.parameter());
                    if (!Double.isFinite(now)) {
                        break;
                    }
                    best = Math.min(best, now);
                }
            }
            if (best > goal) {
                fail(
                        "it does not descend %s from %s to below %s in %d steps in %s with any learning rate from %s to %s, the best cost is %s; is the sign right? parameter = parameter - learningRate * direction"
                                .formatted(
                                        what,
                                        cost.at(start),
                                        goal,
                                        steps,
                                        precision,
                                        RATES[0],
                                        RATES[RATES.length - 1],
                                        best));
            }
        }
    }

    /** A direction may depend on the learning rate, but must not be proportional to it. */
    private void leavesTheRate() {
        double[] once = last(RATE, RATE);
        if (Arrays.stream(once).allMatch(x -> x == 0)) {
            return;
        }
        double[] twice = Arrays.stream(once).map(x -> 2 * x).toArray();
        if (Numbers.distance(twice, last(2 * RATE, RATE)) < 1e-9
                || Numbers.distance(twice, last(RATE, 2 * RATE)) < 1e-9) {
            fail(
                    "with twice the learning rate the direction is twice as long: do not multiply by the learning rate, the trainer does");
        }
    }

    private double[] last(double rate, double initialRate) {
        return parameter(Precision.FLOAT64).withInitialRate(initialRate).update(rate, gradient(0));
    }

    private void shapes() {
        for (int[] shape : new int[][] {{1, 1}, {1, 50}, {50, 1}, {40, 70}}) {
            int size = shape[0] * shape[1];
            for (boolean weight : new boolean[] {true, false}) {
                if (!weight && shape[0] > 1) {
                    continue; // biases are rows
                }
                Moved parameter = new Moved(optimizer, Precision.FLOAT32, shape[0], shape[1], Numbers.normal(1, size));
                Moved moved = weight ? parameter : parameter.asBias();
                for (int step = 0; step < 3; step++) {
                    Numbers.requireFinite(
                            moved.update(RATE, Numbers.normal(100L + step, size)),
                            "the direction for a %s of %d x %d"
                                    .formatted(weight ? "weight" : "bias", shape[0], shape[1]));
                }
            }
        }
    }

    private void lasts() {
        Moved parameter = parameter(Precision.FLOAT32);
        for (int step = 0; step < LONG; step++) {
            Numbers.requireFinite(parameter.update(RATE, gradient(step)), "the direction of step " + (step + 1));
        }
        for (String slot : optimizer.slots()) {
            if (!parameter.asked().contains(slot)) {
                fail(
                        "the slot '%s' is declared but not used in %d steps; each slot costs as much memory as all parameters"
                                .formatted(slot, LONG));
            }
        }
    }

    private void keepsNoTensor() {
        Moved parameter = parameter(Precision.FLOAT64);
        for (int step = 0; step < 5; step++) {
            Numbers.requireFinite(
                    parameter.update(RATE, gradient(step)),
                    "the optimizer keeps a tensor after the call, or reads scratch before writing it (between steps, memory is moved and filled with NaN): the direction of step %d"
                            .formatted(step + 1));
        }
    }

    private void keepsStateInSlots() {
        Moved alone = parameter(Precision.FLOAT64);
        run(alone, 0, 6);
        Moved first = parameter(Precision.FLOAT64);
        Moved second = new Moved(optimizer, Precision.FLOAT64, ROWS, COLUMNS, Numbers.normal(2, SIZE));
        for (int step = 0; step < 6; step++) {
            first.update(RATE, gradient(step));
            second.update(RATE, gradient(50 + step));
        }
        Numbers.requireSame(
                alone.parameter(),
                first.parameter(),
                "two trainings that take turns disturb each other: keep state in slots, not in fields");
    }

    private void restores() {
        Moved whole = parameter(Precision.FLOAT32);
        run(whole, 0, 8);
        Moved before = parameter(Precision.FLOAT32);
        run(before, 0, 4);
        Moved after = new Moved(optimizer, before);
        run(after, 4, 8);
        Numbers.requireSame(
                whole.parameter(),
                after.parameter(),
                "it continues differently after its slots were saved and restored: keep state in slots");
        for (String slot : optimizer.slots()) {
            Numbers.requireSame(
                    whole.slot(slot), after.slot(slot), "after saving and restoring, the slot " + slot + " differs");
        }
    }

    private void zeroGradient() {
        for (Precision precision : Precision.values()) {
            Moved fresh = parameter(precision);
            Moved used = parameter(precision);
            used.update(RATE, gradient(0));
            for (int step = 0; step < 500; step++) {
                Numbers.requireFinite(
                        fresh.update(RATE, new double[SIZE]),
                        "with gradients of zero from the first step on, in " + precision + ", the direction");
                Numbers.requireFinite(
                        used.update(RATE, new double[SIZE]),
                        "with gradients of zero after others, in " + precision + ", the direction");
            }
            requireFiniteSlots(used, "gradients of zero");
        }
    }

    private void rateZero() {
        for (Precision precision : Precision.values()) {
            Moved warmedUp = parameter(precision).withInitialRate(RATE);
            Moved usual = parameter(precision);
            usual.update(RATE, gradient(0));
            Numbers.requireFinite(
                    warmedUp.update(0, gradient(0)),
                    "with a learning rate of 0, as in the first step of a warm-up, the direction in " + precision);
            requireFiniteSlots(warmedUp, "a step with a learning rate of 0");
            for (int step = 1; step < 5; step++) {
                double[] direction = warmedUp.update(RATE, gradient(step));
                Numbers.requireFinite(
                        direction, "after a step with a learning rate of 0 the direction in " + precision);
                double ratio = Numbers.largest(direction) / Numbers.largest(usual.update(RATE, gradient(step)));
                if (ratio > MOST_AFTER_WARM_UP) {
                    fail(
                            "after a step with a learning rate of 0 the direction in %s is %.0e times as long as usual, so training with warm-up diverges: do not divide by the learning rate"
                                    .formatted(precision, ratio));
                }
            }
        }
    }

    private void requireFiniteSlots(Moved parameter, String after) {
        for (String slot : optimizer.slots()) {
            Numbers.requireFinite(parameter.slot(slot), "after %s the slot %s".formatted(after, slot));
        }
    }

    private void extremes() {
        for (Precision precision : Precision.values()) {
            for (double size : new double[] {SMALLEST, LARGEST}) {
                Moved parameter = parameter(precision);
                double[] large = new double[SIZE];
                Arrays.setAll(large, i -> i % 2 == 0 ? size : -size);
                double[] direction = parameter.update(RATE, large);
                if (size == SMALLEST || Arrays.stream(direction).allMatch(Double::isFinite)) {
                    Numbers.requireFinite(
                            direction, "for a gradient of " + size + " in " + precision + " the direction");
                    requireFiniteSlots(
                            parameter,
                            "a gradient of %s in %s, although the direction is finite,".formatted(size, precision));
                }
            }
        }
    }

    private void precisionsAgree() {
        Moved narrow = parameter(Precision.FLOAT32);
        Moved wide = parameter(Precision.FLOAT64);
        for (int step = 0; step < 30; step++) {
            double[] expected = wide.update(RATE, gradient(step));
            double distance = Numbers.distance(expected, narrow.update(RATE, gradient(step)));
            if (!(distance < 0.01)) {
                fail(
                        "in step %d the directions in float32 and float64 differ by %s, relative to the largest: something is lost or overflows in float32"
                                .formatted(step + 1, distance));
            }
        }
    }

    /** A change too small for float32 must have an effect, unless the size of the gradient has none at all. */
    private void isAccurate() {
        double[] usual = last(1);
        double[] larger = last(1 + 1e-10);
        long same = IntStream.range(0, SIZE).filter(i -> usual[i] == larger[i]).count();
        if (Numbers.distance(usual, last(2)) > 1e-6 && same > SIZE / 2) {
            fail(
                    "in float64, a gradient larger by a factor of 1 + 1E-10 gives the same bits in %d of %d elements: something is rounded to float"
                            .formatted(same, SIZE));
        }
    }

    private double[] last(double factor) {
        Moved parameter = parameter(Precision.FLOAT64);
        run(parameter, 0, 4);
        return parameter.update(
                RATE, Arrays.stream(gradient(4)).map(x -> x * factor).toArray());
    }

    private void isThreadSafe() {
        Numbers.requireThreadSafe(() -> {
            Moved parameter = parameter(Precision.FLOAT32);
            run(parameter, 0, 50);
            return parameter.parameter();
        });
    }

    private double[] many(Precision precision, int block) {
        Moved parameter = new Moved(optimizer, precision, 1, MANY, block, false, Numbers.normal(1, MANY));
        for (int step = 0; step < 3; step++) {
            parameter.update(RATE, Numbers.normal(100L + step, MANY));
        }
        return parameter.parameter();
    }

    private void blocksAgree() {
        for (int block : new int[] {2048, 8192}) {
            Numbers.requireSame(
                    many(Precision.FLOAT32, MANY),
                    many(Precision.FLOAT32, block),
                    "elementwise() returns true, but the bits differ in blocks of %d".formatted(block));
        }
        for (Precision precision : Precision.values()) {
            Moved whole = parameter(precision);
            run(whole, 0, 5);
            for (int block : new int[] {1, 4, SIZE - 1}) {
                for (boolean backwards : new boolean[] {false, true}) {
                    Moved cut =
                            new Moved(optimizer, precision, ROWS, COLUMNS, block, backwards, Numbers.normal(1, SIZE));
                    run(cut, 0, 5);
                    Numbers.requireSame(
                            whole.parameter(),
                            cut.parameter(),
                            "elementwise() returns true, but the bits differ in blocks of %d, %s"
                                    .formatted(block, backwards ? "last block first" : "in order"));
                }
            }
        }
    }
}
