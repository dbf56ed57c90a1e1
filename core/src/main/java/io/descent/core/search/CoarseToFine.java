package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.core.random.PortableRandom;
import java.util.List;

/**
 * Random points in rounds of equal size. Each round samples a box around the best point of all earlier rounds; its
 * sides are zoom^round times those of the whole space, with the first round as 0. For a choice, it keeps the options of
 * the best quarter of the trials.
 */
@ServiceProvider(Strategy.class)
public record CoarseToFine(
        @Hyperparameter(min = 1, max = 1000, help = "number of rounds; the first covers the whole space")
        int rounds,

        @Hyperparameter(
                min = 0,
                max = 1,
                minExclusive = true,
                help = "factor by which the sides of the box shrink from round to round")
        double zoom)
        implements Strategy {
    private static final int BEST_SHARE = 4;

    /** Three rounds, each with half the sides. */
    public CoarseToFine() {
        this(3, 0.5);
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        int size = (evidence.budget() + rounds - 1) / rounds;
        int round = evidence.trials().size() / size;
        int end = Math.min(evidence.budget(), (round + 1) * size);
        List<Trial> best = evidence.trials().subList(0, round * size).stream()
                .filter(trial -> !trial.isFailed())
                .sorted(evidence.bestFirst())
                .limit((round * size + BEST_SHARE - 1) / BEST_SHARE)
                .toList();
        double side = StrictMath.pow(zoom, round);
        return evidence.batch(
                end,
                evidence.epochs(),
                number -> best.isEmpty() ? evidence.anywhere(number) : inBox(evidence, best, side, number));
    }

    private static Point inBox(Evidence evidence, List<Trial> best, double side, int number) {
        PortableRandom random = evidence.random(number);
        Point centre = best.get(0).point();
        double[] places = new double[evidence.space().size()];
        for (int i = 0; i < places.length; i++) {
            int dimension = i;
            if (evidence.space().dimension(i).range() instanceof ChoiceRange choice) {
                int[] kept = best.stream()
                        .map(Trial::point)
                        .filter(point -> point.isActive(dimension))
                        .mapToInt(point -> choice.index(point.place(dimension)))
                        .sorted()
                        .distinct()
                        .toArray();
                double u = random.nextDouble();
                places[i] = kept.length == 0 ? u : (kept[(int) (u * kept.length)] + 0.5) / choice.size();
            } else {
                double from = Math.max(0, Math.min(1 - side, centre.place(i) - side / 2));
                places[i] = Math.min(1, from + side * random.nextDouble());
            }
        }
        return evidence.space().point(places);
    }
}
