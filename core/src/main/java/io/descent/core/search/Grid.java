package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Every combination of some values of each hyperparameter, ends included; the last hyperparameter changes fastest. Combinations
 * that differ only in what does not matter are tried once.
 */
@ServiceProvider(Strategy.class)
public record Grid(
        @Hyperparameter(
                min = 0,
                max = 1_000_000,
                help = "values of each range, if it has so many; 0 for as many as the number of trials allows")
        int levels)
        implements Strategy {
    /** As many levels as the number of trials allows. */
    public Grid() {
        this(0);
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        Space space = evidence.space();
        int most = levels > 0 ? levels : levelsFor(space, evidence.budget());
        List<Point> points = points(
                space, most, Math.min(evidence.budget(), evidence.trials().size() + Evidence.BATCH));
        return evidence.batch(points.size(), evidence.epochs(), points::get);
    }

    private static int levelsFor(Space space, int budget) {
        int most = 1;
        while (most < budget
                && combinations(space, most + 1) <= budget
                && combinations(space, most + 1) > combinations(space, most)) {
            most++;
        }
        if (most == 1) {
            throw new IllegalArgumentException(
                    "a grid of two values of each hyperparameter has %.0f points, more than the %d trials; allow more trials, or search fewer hyperparameters"
                            .formatted(combinations(space, 2), budget));
        }
        return most;
    }

    private static double combinations(Space space, int levels) {
        return space.dimensions().stream()
                .mapToDouble(dimension -> levelsOf(dimension.range(), levels))
                .reduce(1, (a, b) -> a * b);
    }

    /** A choice has all of its options. */
    private static int levelsOf(Range range, int levels) {
        int size = range.size();
        return range instanceof ChoiceRange ? size : size == 0 ? levels : Math.min(size, levels);
    }

    /** The first points of the grid. */
    private static List<Point> points(Space space, int levels, int count) {
        List<Point> points = new ArrayList<>();
        int[] digits = new int[space.size()];
        boolean more = true;
        while (more && points.size() < count) {
            double[] places = new double[digits.length];
            for (int i = 0; i < digits.length; i++) {
                int of = levelsOf(space.dimension(i).range(), levels);
                places[i] = of == 1 ? 0.5 : (double) digits[i] / (of - 1);
            }
            Point point = space.point(places);
            boolean first = true;
            for (int i = 0; i < digits.length; i++) {
                first &= digits[i] == 0 || point.isActive(i);
            }
            if (first) {
                points.add(point);
            }
            more = increment(space, levels, digits);
        }
        return points;
    }

    private static boolean increment(Space space, int levels, int[] digits) {
        for (int i = digits.length - 1; i >= 0; i--) {
            if (++digits[i] < levelsOf(space.dimension(i).range(), levels)) {
                return true;
            }
            digits[i] = 0;
        }
        return false;
    }
}
