package io.descent.core.metrics;

import io.descent.api.Reweighted;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.parallel.internal.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resamples the rows of a data set with replacement (Efron 1979, "Bootstrap methods: another look at the jackknife").
 * With groups, whole groups are drawn. A resample is a weight per row: how often the row was drawn, times its own weight.
 * Which rows a resample draws depends on the number of rows or groups alone, so two models are compared on the same rows,
 * and a set has the same intervals wherever it is evaluated.
 */
public final class Bootstrap {
    /** The seed of all resamples. That of a run would make train and evaluate differ on the same rows. */
    private static final long SEED = 1;

    private static final int USUAL = 1000;
    private static final int FEWEST = 200;
    /** Rows times resamples, above which there are fewer resamples; their intervals are narrow. */
    private static final long MOST_DRAWS = 200_000_000L;
    /** Above so many rows, one thread does all, because each needs memory for every row and metric. */
    private static final int MOST_SHARED_ROWS = 1 << 20;
    /** Resamples of a piece of work. Results do not depend on it. */
    private static final int BLOCK = 8;

    private final RandomStreams streams = new RandomStreams(SEED);
    private final Workers workers;

    /**
     * Creates a bootstrap.
     *
     * @param workers share the work; results do not depend on them
     */
    public Bootstrap(Workers workers) {
        this.workers = workers;
    }

    /** How many resamples are drawn: 1,000, fewer for more than 200,000 rows, at least 200. */
    static int resamples(int rows) {
        return (int) Math.max(FEWEST, Math.min(USUAL, MOST_DRAWS / rows));
    }

    /**
     * Computes the intervals of all metrics of a set, and of its cost if that is known.
     *
     * @throws io.descent.inference.problem.PluginException if a metric fails
     */
    public Intervals intervals(PredictedSet predicted, MetricSet metrics) {
        Resamples resamples = new Resamples(predicted);
        List<String> names = new ArrayList<>();
        double[][] values = resamples.run(() -> functions(predicted, metrics), names);
        Map<String, @Nullable Interval> byMetric = new LinkedHashMap<>();
        for (int k = 0; k < names.size(); k++) {
            byMetric.put(names.get(k), Interval.of(values[k]));
        }
        return new Intervals(byMetric, resamples.count, resamples.units, predicted.groups() != null);
    }

    /**
     * Computes the intervals of the differences between two models on the same rows: the metrics of the second minus
     * those of the first, both on the same resamples. Only metrics that both have are compared.
     *
     * @throws IllegalArgumentException if the sets have other rows, labels or weights
     * @throws io.descent.inference.problem.PluginException if a metric fails
     */
    public Intervals differences(
            PredictedSet first, MetricSet firstMetrics, PredictedSet second, MetricSet secondMetrics) {
        if (!first.isOfTheRowsOf(second)) {
            throw new IllegalArgumentException("the two sets have different rows");
        }
        Resamples resamples = new Resamples(first);
        List<String> names = new ArrayList<>();
        double[][] values =
                resamples.run(() -> minus(functions(first, firstMetrics), functions(second, secondMetrics)), names);
        Map<String, @Nullable Interval> byMetric = new LinkedHashMap<>();
        for (int k = 0; k < names.size(); k++) {
            byMetric.put(names.get(k), Interval.of(values[k]));
        }
        return new Intervals(byMetric, resamples.count, resamples.units, first.groups() != null);
    }

    private static Map<String, Reweighted> functions(PredictedSet predicted, MetricSet metrics) {
        Map<String, Reweighted> functions = new LinkedHashMap<>();
        double[] costs = predicted.costs();
        if (costs != null) {
            functions.put(Evaluation.COST, weights -> mean(costs, weights));
        }
        functions.putAll(metrics.reweighted(predicted.byValue(), predicted.names()));
        return functions;
    }

    private static @Nullable Double mean(double[] values, double[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            all += weights[i];
        }
        return all == 0 ? null : (Double) (sum / all);
    }

    private static Map<String, Reweighted> minus(Map<String, Reweighted> first, Map<String, Reweighted> second) {
        Map<String, Reweighted> both = new LinkedHashMap<>();
        first.forEach((name, one) -> {
            Reweighted other = second.get(name);
            if (other != null) {
                both.put(name, weights -> {
                    Double a = one.of(weights);
                    Double b = a == null ? null : other.of(weights);
                    return a == null || b == null ? null : (Double) (b - a);
                });
            }
        });
        return both;
    }

    /** Makes the functions that are computed on every resample: for one thread, because they may keep memory. */
    private interface Functions {
        Map<String, Reweighted> make();
    }

    /** The resamples of one set. */
    private final class Resamples {
        private final PredictedSet predicted;
        private final int count;
        private final int units;

        Resamples(PredictedSet predicted) {
            this.predicted = predicted;
            this.count = resamples(predicted.size());
            int[] groups = predicted.groups();
            this.units = groups == null
                    ? predicted.size()
                    : (int) Arrays.stream(groups).distinct().count();
        }

        /**
         * Computes functions of the weights.
         *
         * @param names receives the names of the functions
         * @return for each function its value on every resample, NaN where it is undefined
         */
        double[][] run(Functions made, List<String> names) {
            Map<String, Reweighted> first = made.make();
            names.addAll(first.keySet());
            double[][] values = new double[names.size()][count];
            int[] unitOf = unitOf();
            Turn[] turns = new Turn[workers.threads()];
            turns[0] = new Turn(first, unitOf);
            int pieces = (count + BLOCK - 1) / BLOCK;
            Workers.Task task = (piece, worker) -> {
                Turn turn = turns[worker];
                if (turn == null) {
                    turn = new Turn(made.make(), unitOf);
                    turns[worker] = turn;
                }
                int end = Math.min(count, (piece + 1) * BLOCK);
                for (int b = piece * BLOCK; b < end; b++) {
                    turn.run(b, values);
                }
            };
            if (predicted.size() > MOST_SHARED_ROWS) {
                for (int piece = 0; piece < pieces; piece++) {
                    task.run(piece, 0);
                }
            } else {
                workers.run(pieces, task);
            }
            return values;
        }

        /** The unit that each row belongs to, from 0 without gaps; rows are their own unit without groups. */
        private int[] unitOf() {
            int[] groups = predicted.groups();
            int[] unitOf = new int[predicted.size()];
            Map<Integer, Integer> numbers = new LinkedHashMap<>();
            for (int i = 0; i < unitOf.length; i++) {
                unitOf[i] = groups == null ? i : numbers.computeIfAbsent(groups[i], group -> numbers.size());
            }
            return unitOf;
        }

        /** What one thread needs. */
        private final class Turn {
            private final List<Reweighted> functions;
            private final int[] unitOf;
            private final int[] drawn = new int[units];
            private final double[] weights = new double[predicted.size()];

            Turn(Map<String, Reweighted> functions, int[] unitOf) {
                this.functions = List.copyOf(functions.values());
                this.unitOf = unitOf;
            }

            void run(int resample, double[][] values) {
                PortableRandom random = streams.bootstrap(resample);
                Arrays.fill(drawn, 0);
                for (int i = 0; i < units; i++) {
                    drawn[random.nextInt(units)]++;
                }
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = drawn[unitOf[i]] * predicted.weight(i);
                }
                for (int k = 0; k < functions.size(); k++) {
                    Double value = functions.get(k).of(weights);
                    values[k][resample] = value == null ? Double.NaN : value;
                }
            }
        }
    }
}
