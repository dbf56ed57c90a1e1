package io.descent.core.check.internal;

import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares a gradient with two-sided differences (J(theta + h) - J(theta - h)) / ((theta + h) - (theta - h)), where the
 * divisor is the step after rounding. All elements are checked if there are at most 2,000, otherwise 100 of every
 * tensor.
 */
public final class GradientCheck {
    /** The largest relative difference of all parameters together that passes. */
    public static final double THRESHOLD = 2e-7;

    private static final double USUAL_STEP = 1e-5;
    private static final int ALL = 2000;
    private static final int SAMPLE = 100;
    /** Rounding error of a cost that a difference may show, in units in the last place. */
    private static final double ROUNDINGS = 8;
    /** How often a step is halved when gradient and difference disagree. */
    private static final int HALVINGS = 4;
    /** Share of a mismatch that a kink must explain. */
    private static final double KINK_SHARE = 0.1;

    private final double fixedStep;
    private final long seed;

    private GradientCheck(double fixedStep, long seed) {
        this.fixedStep = fixedStep;
        this.seed = seed;
    }

    /**
     * Moves a parameter theta by h = 1e-5 max(1, |theta|). If the difference does not match the gradient, smaller steps
     * and their extrapolated limit (Richardson 1911) decide, so that strong curvature or a nearby kink does not make
     * the check fail.
     *
     * @param seed decides which elements are sampled
     */
    public static GradientCheck withRelativeStep(long seed) {
        return new GradientCheck(0, seed);
    }

    /**
     * Moves every parameter by the same step.
     *
     * @param step positive, for instance 1e-7
     * @param seed decides which elements are sampled
     */
    public static GradientCheck withStep(double step, long seed) {
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("the step is " + step + "; it must be above 0 and finite");
        }
        return new GradientCheck(step, seed);
    }

    /**
     * Checks a gradient.
     *
     * @throws IllegalArgumentException if a parameter is not float64
     */
    public CheckReport run(Differentiable function) {
        List<Differentiable.Named> parameters = function.parameters();
        List<ArrayTensor> gradients = copies(function.gradient());
        double value = function.value();
        int size = parameters.stream().mapToInt(p -> p.tensor().size()).sum();
        List<CheckedTensor> tensors = new ArrayList<>();
        List<CheckedEntry> all = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Differentiable.Named parameter = parameters.get(i);
            if (parameter.tensor().precision() != Precision.FLOAT64) {
                throw new IllegalArgumentException(parameter.name() + " must be float64");
            }
            List<CheckedEntry> entries = new ArrayList<>();
            for (int index : sample(parameter.tensor().size(), size, i)) {
                entries.add(new Point(function, parameter.tensor(), index, value).check(gradients.get(i)));
            }
            tensors.add(new CheckedTensor(parameter.name(), parameter.tensor().size(), entries, THRESHOLD));
            all.addAll(entries);
        }
        return new CheckReport(new CheckedTensor("all", size, all, THRESHOLD), tensors);
    }

    private static List<ArrayTensor> copies(List<ArrayTensor> tensors) {
        List<ArrayTensor> copies = new ArrayList<>();
        for (ArrayTensor tensor : tensors) {
            ArrayTensor copy = ArrayTensor.zeros(tensor.precision(), tensor.rows(), tensor.columns());
            copy.assign(tensor);
            copies.add(copy);
        }
        return copies;
    }

    private int[] sample(int size, int total, int tensor) {
        if (total <= ALL || size <= SAMPLE) {
            return IntStream.range(0, size).toArray();
        }
        PortableRandom random = new RandomStreams(seed).sample(tensor);
        int[] chosen = Arrays.copyOf(random.permutation(size), SAMPLE);
        Arrays.sort(chosen);
        return chosen;
    }

    /** One element of one parameter. */
    private final class Point {
        private final Differentiable function;
        private final ArrayTensor parameter;
        private final int row;
        private final int column;
        private final double theta;
        private final double value;
        private final double step;

        Point(Differentiable function, ArrayTensor parameter, int index, double value) {
            this.function = function;
            this.parameter = parameter;
            this.row = index / parameter.columns();
            this.column = index % parameter.columns();
            this.theta = parameter.get(row, column);
            this.value = value;
            this.step = fixedStep > 0 ? fixedStep : USUAL_STEP * Math.max(1, Math.abs(theta));
        }

        CheckedEntry check(ArrayTensor gradient) {
            double analytic = gradient.get(row, column);
            Slopes slopes = slopes(step);
            double numeric = slopes.middle();
            double roundings = ROUNDINGS * Math.ulp(1.0) * Math.abs(value);
            double floor = roundings / step;
            if (agree(analytic, numeric, floor)) {
                return new CheckedEntry(row, column, analytic, numeric, floor, false);
            }
            double bend = 0;
            double formerBend = 0;
            for (int halving = 1; halving <= HALVINGS; halving++) {
                Slopes narrow = slopes(step / (1 << halving));
                formerBend = fixedStep > 0 ? Math.max(formerBend, bend) : bend;
                bend = bend(slopes, narrow);
                if (fixedStep == 0) {
                    numeric = (4 * narrow.middle() - slopes.middle()) / 3;
                    floor = 3 * roundings / (step / (1 << halving));
                    if (agree(analytic, numeric, floor)) {
                        return new CheckedEntry(row, column, analytic, numeric, floor, false);
                    }
                }
                slopes = narrow;
            }
            // two bends, because the bend of a kink at a third of the step is zero
            double share = KINK_SHARE * Math.abs(analytic - numeric);
            boolean kink = Math.max(bend, formerBend) > share + ROUNDINGS * roundings / step * (1 << HALVINGS);
            return new CheckedEntry(row, column, analytic, numeric, floor, kink);
        }

        private boolean agree(double analytic, double numeric, double floor) {
            return Math.abs(analytic - numeric) <= THRESHOLD * (Math.abs(analytic) + Math.abs(numeric)) + floor;
        }

        /**
         * Zero where the function is smooth: there the slopes to the two sides differ half as much at half the step.
         */
        private double bend(Slopes wide, Slopes narrow) {
            return Math.abs(wide.right - wide.left - 2 * (narrow.right - narrow.left));
        }

        private Slopes slopes(double h) {
            double above = theta + h;
            double below = theta - h;
            double up = at(above) - value;
            double down = value - at(below);
            parameter.set(row, column, theta);
            return new Slopes(down / (theta - below), up / (above - theta), (up + down) / (above - below));
        }

        private double at(double moved) {
            parameter.set(row, column, moved);
            return function.value();
        }
    }

    /** Difference quotients to the left, to the right, and over both sides. */
    private record Slopes(double left, double right, double middle) {}
}
