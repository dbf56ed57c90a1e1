package io.descent.core.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * The importance of single hyperparameters: the share of the variance of the trials' ranks that lies between groups of
 * trials with similar values, corrected for chance (the ratio epsilon squared of Kelley 1935). It uses ranks so that
 * neither failures, which rank last, nor outliers dominate. Trials are ranked among those that were given the same
 * number of epochs at first, by their values after these epochs. Groups are the options of a choice, or parts of a
 * range with equally many trials. Trials in which a hyperparameter is inactive are left out.
 */
final class Importance {
    /** With fewer trials, the result would be mere chance. */
    static final int FEWEST = 10;

    private static final int MOST_GROUPS = 8;
    private static final int FEWEST_OF_A_GROUP = 4;

    private Importance() {}

    /** The importance of each hyperparameter, from 0 to 1, the largest first; 0 if it is active in too few trials. */
    static Map<String, Double> of(Space space, Goal goal, List<Trial> trials) {
        double[] ranks = ranks(goal, trials);
        Map<String, Double> shares = new LinkedHashMap<>();
        IntStream.range(0, space.size())
                .boxed()
                .map(i -> Map.entry(space.dimension(i).name(), share(space, i, trials, ranks)))
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> shares.put(entry.getKey(), entry.getValue()));
        return shares;
    }

    /** The ranks of the trials, from 0 to 1, failed trials last. */
    private static double[] ranks(Goal goal, List<Trial> trials) {
        double[] ranks = new double[trials.size()];
        Map<Integer, List<Integer>> races = new LinkedHashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            races.computeIfAbsent(trials.get(i).rungs().get(0).epochs(), epochs -> new ArrayList<>())
                    .add(i);
        }
        NaturalRanking ranking = new NaturalRanking(NaNStrategy.MAXIMAL, TiesStrategy.AVERAGE);
        for (List<Integer> race : races.values()) {
            double[] losses = race.stream()
                    .mapToDouble(i -> goal.loss(trials.get(i).rungs().get(0).value()))
                    .toArray();
            double[] ranked = ranking.rank(losses);
            for (int i = 0; i < ranked.length; i++) {
                ranks[race.get(i)] = (ranked[i] - 0.5) / ranked.length;
            }
        }
        return ranks;
    }

    private static double share(Space space, int dimension, List<Trial> trials, double[] ranks) {
        Range range = space.dimension(dimension).range();
        Integer[] order = IntStream.range(0, ranks.length)
                .filter(i -> trials.get(i).point().isActive(dimension))
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> range.settle(trials.get(i).point().place(dimension))))
                .toArray(Integer[]::new);
        int n = order.length;
        if (n < FEWEST) {
            return 0;
        }
        int[] groups = new int[n];
        boolean few = range instanceof ChoiceRange || (range.size() > 0 && range.size() <= MOST_GROUPS);
        int most = Math.min(MOST_GROUPS, n / FEWEST_OF_A_GROUP);
        boolean full = false; // whether the group has enough trials, so that it ends when the value changes
        for (int i = 0; i < n; i++) {
            double place = range.settle(trials.get(order[i]).point().place(dimension));
            boolean same = i > 0
                    && place == range.settle(trials.get(order[i - 1]).point().place(dimension));
            full |= few || i * most / n > (i - 1) * most / n;
            boolean apart = i > 0 && !same && full;
            groups[i] = i == 0 ? 0 : groups[i - 1] + (apart ? 1 : 0);
            full &= !apart;
        }
        return explained(Arrays.stream(order).mapToDouble(i -> ranks[i]).toArray(), groups);
    }

    /**
     * Epsilon squared: (SSB - (k - 1) SSW / (n - k)) / SST.
     *
     * @param groups the group of each value, numbered from 0 without gaps
     */
    static double explained(double[] values, int[] groups) {
        int n = values.length;
        int k = Arrays.stream(groups).max().orElse(0) + 1;
        double[] sums = new double[k];
        int[] counts = new int[k];
        for (int i = 0; i < n; i++) {
            sums[groups[i]] += values[i];
            counts[groups[i]]++;
        }
        double mean = Arrays.stream(values).average().orElse(0);
        double total = 0;
        double within = 0;
        for (int i = 0; i < n; i++) {
            double fromMean = values[i] - mean;
            double fromGroup = values[i] - sums[groups[i]] / counts[groups[i]];
            total += fromMean * fromMean;
            within += fromGroup * fromGroup;
        }
        if (k < 2 || n <= k || !(total > 0)) {
            return 0;
        }
        double between = total - within;
        return Math.max(0, (between - (k - 1) * within / (n - k)) / total);
    }
}
