package io.descent.core.search;

import io.avaje.spi.ServiceProvider;
import io.descent.api.Hyperparameter;
import io.descent.core.random.PortableRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Bayesian optimisation. It begins with the points of {@code quasi-random}, then fits a Gaussian process to the results
 * and tries the point with the largest expected improvement (Jones, Schonlau and Welch 1998, equation 15). Within a
 * batch, it treats its predictions for the points already chosen as observations ("kriging believer", Ginsbourger et
 * al. 2010).
 */
@ServiceProvider(Strategy.class)
public record GaussianProcess(
        @Hyperparameter(min = 2, max = 100_000, help = "trials before the first model is fitted")
        int start,

        @Hyperparameter(min = 1, max = 1_000_000, help = "random candidate points per trial")
        int candidates)
        implements Strategy {
    /**
     * The largest number of trials in a model; more would be slow. Those with the smallest losses and the newest are
     * kept.
     */
    private static final int MOST = 200;

    /** The number of best points around which candidates are drawn. */
    private static final int CENTRES = 5;

    /** The distances of candidates from these points, all used equally often. */
    private static final double[] DISTANCES = {0.1, 0.03, 0.01, 0.003};

    /** The fraction of candidates, 1 in 16, that refine the best point at each distance. */
    private static final int REFINEMENTS = 16;

    private static final double OTHER_OPTION = 0.1;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    /** Eight initial trials; 512 candidates. */
    public GaussianProcess() {
        this(Evidence.BATCH, 512);
    }

    @Override
    public List<Proposal> propose(Evidence evidence) {
        List<Trial> trials = kept(evidence);
        long successes = trials.stream().filter(trial -> !trial.isFailed()).count();
        if (evidence.trials().size() < start || successes < 2) {
            return new QuasiRandom().propose(evidence);
        }
        double[] y = scores(evidence, trials);
        Features[] x = trials.stream().map(trial -> new Features(trial.point())).toArray(Features[]::new);
        List<Point> centres = trials.stream()
                .sorted(evidence.bestFirst())
                .limit(CENTRES)
                .map(Trial::point)
                .toList();
        double best = Arrays.stream(y).min().orElseThrow();
        Surrogate[] model = {Surrogate.fit(x, y)};
        return evidence.batch(number -> {
            Point chosen = mostPromising(evidence, model[0], centres, best, number);
            Features features = new Features(chosen);
            model[0] = model[0].with(features, model[0].predict(features).mean());
            return chosen;
        });
    }

    private static List<Trial> kept(Evidence evidence) {
        List<Trial> all = evidence.trials();
        if (all.size() <= MOST) {
            return all;
        }
        List<Trial> newest = all.subList(all.size() - MOST / 2, all.size());
        return Stream.concat(
                        all.subList(0, all.size() - MOST / 2).stream()
                                .sorted(evidence.bestFirst())
                                .limit(MOST / 2),
                        newest.stream())
                .toList();
    }

    /** The losses as normal scores of their ranks, so that neither failures nor outliers distort the model. */
    private static double[] scores(Evidence evidence, List<Trial> trials) {
        double[] losses = trials.stream()
                .mapToDouble(trial -> evidence.loss(trial.last()))
                .toArray();
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double[] scores = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            int first = 0;
            int last = 0;
            for (double other : sorted) {
                first += other < losses[i] ? 1 : 0;
                last += other <= losses[i] ? 1 : 0;
            }
            scores[i] = NORMAL.inverseCumulativeProbability((first + last) / (2.0 * losses.length));
        }
        return scores;
    }

    /** The best of random points, of points near good trials, and then of points near the best so far. */
    private Point mostPromising(Evidence evidence, Surrogate model, List<Point> centres, double best, int number) {
        PortableRandom random = evidence.random(number);
        Ascent ascent = new Ascent(model, best, evidence.space().anywhere(random));
        for (int i = 1; i < candidates; i++) {
            ascent.look(evidence.space().anywhere(random));
        }
        for (int i = 0; i < candidates; i++) {
            Point centre = centres.get(i % centres.size());
            ascent.look(near(centre, DISTANCES[i / centres.size() % DISTANCES.length], random));
        }
        for (double distance : DISTANCES) {
            for (int i = 0; i < candidates / REFINEMENTS; i++) {
                ascent.look(near(ascent.at, distance, random));
            }
        }
        return ascent.at;
    }

    /** Keeps the point with the largest expected improvement. */
    private static final class Ascent {
        private final Surrogate model;
        private final double best;
        private Point at;
        private double improvement;

        Ascent(Surrogate model, double best, Point first) {
            this.model = model;
            this.best = best;
            at = first;
            improvement = improvement(model.predict(new Features(first)), best);
        }

        void look(Point other) {
            double expected = improvement(model.predict(new Features(other)), best);
            if (expected > improvement) {
                improvement = expected;
                at = other;
            }
        }
    }

    /**
     * A point near another one, at a normally distributed distance in each dimension; choices mostly keep their option.
     */
    private static Point near(Point centre, double distance, PortableRandom random) {
        double[] places = new double[centre.space().size()];
        for (int i = 0; i < places.length; i++) {
            if (centre.space().dimension(i).range() instanceof ChoiceRange) {
                places[i] = random.nextDouble() < OTHER_OPTION ? random.nextDouble() : centre.place(i);
            } else {
                places[i] = Math.max(0, Math.min(1, centre.place(i) + distance * random.nextGaussian()));
            }
        }
        return centre.space().point(places);
    }

    private static double improvement(Surrogate.Prediction prediction, double best) {
        double s = prediction.deviation();
        if (!(s > 0)) {
            return Math.max(0, best - prediction.mean());
        }
        double z = (best - prediction.mean()) / s;
        return s * (z * NORMAL.cumulativeProbability(z) + NORMAL.density(z));
    }
}
