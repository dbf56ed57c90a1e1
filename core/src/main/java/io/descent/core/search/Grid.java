package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every combination of some values of each hyperparameter, ends included; the last hyperparameter changes fastest.
 * Combinations that differ only in inactive hyperparameters are tried once.
 */
@ServiceProvider(Strategy.class)
public record Grid(
        @Hyperparameter(
                min = 0,
                max = 1_000_000,
                help = "values per range, or all if it has fewer; 0 for as many as the number of trials allows")
        int levels)
        implements Strategy {
    /** As many levels as the number of trials allows. */
    public Grid() {
        this(0);
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        int most = levels > 0 ? levels : levelsFor(evidence.space(), evidence.budget());
        int next = evidence.trials().size() + evidence.round();
        boolean first = evidence.trials().isEmpty();
        List<Point> points = points(evidence.space(), most, first ? evidence.budget() + 1 : next);
        if (first && points.size() > evidence.budget()) {
            throw new IllegalArgumentException(
                    "a grid of %d values per hyperparameter has more points than the %d trials; allow more trials, or fewer levels"
                            .formatted(most, evidence.budget()));
        }
        return evidence.batch(points.size(), evidence.epochs(), points::get);
    }

    private static int levelsFor(Space space, int budget) {
        int most = 1;
        while (most < budget
                && combinations(space, most + 1) <= budget
                && combinations(space, most + 1) > combinations(space, most)) {
            most++;
        }
        if (most == 1 && combinations(space, 2) > budget) {
            throw new IllegalArgumentException(
                    "a grid of two values per hyperparameter has %.0f points, more than the %d trials; allow more trials, or search fewer hyperparameters"
                            .formatted(combinations(space, 2), budget));
        }
        return most;
    }

    private static double combinations(Space space, int levels) {
        return space.dimensions().stream()
                .mapToDouble(dimension -> levelsOf(dimension.range(), levels))
                .reduce(1, (a, b) -> a * b);
    }

    /** The number of values of a range in the grid; a choice uses all its options. */
    private static int levelsOf(Range range, int levels) {
        int size = range.size();
        return range instanceof ChoiceRange ? size : size == 0 ? levels : Math.min(size, levels);
    }

    private static double middle(Range range, int index) {
        return range instanceof NumberRange numbers
                ? numbers.place(numbers.from() + index)
                : (index + 0.5) / range.size();
    }

    /** Distinct places of a range, in order. */
    private static double[] places(Range range, int levels) {
        int of = levelsOf(range, levels);
        return IntStream.range(0, of)
                .mapToDouble(i -> of == range.size() ? middle(range, i) : of == 1 ? 0.5 : (double) i / (of - 1))
                .map(place -> range.size() == 0 ? place : range.settle(place))
                .distinct()
                .toArray();
    }

    /** The first points of the grid. */
    private static List<Point> points(Space space, int levels, int count) {
        List<double[]> places = space.dimensions().stream()
                .map(dimension -> places(dimension.range(), levels))
                .toList();
        List<Point> points = new ArrayList<>();
        add(space, places, new double[space.size()], 0, count, points);
        return points;
    }

    /**
     * Adds the points that begin with the given places of the dimensions before {@code dimension}. Dimensions depend
     * only on earlier ones.
     */
    private static void add(
            Space space, List<double[]> places, double[] chosen, int dimension, int count, List<Point> points) {
        if (points.size() >= count) {
            return;
        }
        if (dimension == chosen.length) {
            points.add(space.point(chosen));
            return;
        }
        double[] all = places.get(dimension);
        int tried = space.point(chosen).isActive(dimension) ? all.length : 1;
        for (int i = 0; i < tried; i++) {
            chosen[dimension] = all[i];
            add(space, places, chosen, dimension + 1, count, points);
        }
        chosen[dimension] = 0;
    }
}
