package io.descent.core.training;

import io.descent.core.metrics.WatchedMetric;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a training remembers of its completed epochs. Of the first {@value #WHOLE} epochs, and of those that the experiment
 * asks for, it keeps the whole report. Of the others it keeps cost, learning rate and the metrics that decide something, 8
 * bytes each, so that a training of a million epochs fits into memory.
 */
final class History {
    /** The number of epochs whose reports are kept. */
    static final int WHOLE = 5000;

    private final Map<String, WatchedMetric> watched;
    private final IntPredicate isAskedFor;
    private final Doubles costs = new Doubles();
    private final Doubles rates = new Doubles();
    private final Map<String, Doubles> values = new LinkedHashMap<>();
    private final List<EpochReport> first = new ArrayList<>();
    private final NavigableMap<Integer, EpochReport> later = new TreeMap<>();
    private @Nullable EpochReport last;

    /** A list that never copies what it holds. */
    private static final class Doubles {
        private static final int CHUNK = 4096;

        private final List<double[]> chunks = new ArrayList<>();
        private int size;

        void add(double value) {
            if (size % CHUNK == 0) {
                chunks.add(new double[CHUNK]);
            }
            chunks.get(size / CHUNK)[size % CHUNK] = value;
            size++;
        }

        double[] toArray() {
            double[] all = new double[size];
            for (int i = 0; i < size; i++) {
                all[i] = get(i);
            }
            return all;
        }

        double get(int index) {
            Objects.checkIndex(index, size);
            return chunks.get(index / CHUNK)[index % CHUNK];
        }
    }

    /**
     * An empty history.
     *
     * @param watched the metrics to remember, by name
     * @param isAskedFor whether the experiment asks for the report of an epoch, from 1
     */
    History(Map<String, WatchedMetric> watched, IntPredicate isAskedFor) {
        this.watched = Map.copyOf(watched);
        this.isAskedFor = isAskedFor;
        watched.keySet().forEach(name -> values.put(name, new Doubles()));
    }

    /** Adds the next epoch. */
    void add(EpochReport report) {
        costs.add(report.trainCost());
        rates.add(report.learningRate());
        values.forEach((name, list) -> {
            Double value = Objects.requireNonNull(watched.get(name)).of(report.trainCost(), report.dev());
            list.add(value == null ? Double.NaN : value);
        });
        last = report;
        if (first.size() < WHOLE) {
            first.add(report);
        } else if (isAskedFor.test(size())) {
            later.put(size(), report);
        }
    }

    /** The number of completed epochs. */
    int size() {
        return costs.size;
    }

    /** The cost of the training set in an epoch, from 0. */
    double cost(int epoch) {
        return costs.get(epoch);
    }

    /** A metric in an epoch, from 0; NaN if it is undefined or was not computed. */
    double metric(String name, int epoch) {
        return watched(name, values).get(epoch);
    }

    /** Whether larger values of a metric are better. */
    boolean largerIsBetter(String name) {
        return watched(name, watched).largerIsBetter();
    }

    /** The cost of the training set in each epoch. */
    double[] costs() {
        return costs.toArray();
    }

    /** The metrics that decide something, each in every epoch. */
    Map<String, double[]> metrics() {
        Map<String, double[]> all = new LinkedHashMap<>();
        values.forEach((name, list) -> all.put(name, list.toArray()));
        return all;
    }

    /** For each of these metrics, whether larger values are better. */
    Map<String, Boolean> largerIsBetter() {
        Map<String, Boolean> all = new LinkedHashMap<>();
        watched.forEach((name, metric) -> all.put(name, metric.largerIsBetter()));
        return all;
    }

    /** What is known of a metric that a schedule reads. */
    static <T> T watched(String name, Map<String, T> from) {
        T found = from.get(name);
        if (found == null) {
            throw new IllegalArgumentException("a schedule reads the metric %s, but metrics() returns %s"
                    .formatted(name, from.keySet().stream().sorted().toList()));
        }
        return found;
    }

    /** The report of the last completed epoch; null before the end of the first. */
    @Nullable
    EpochReport last() {
        return last;
    }

    /** One report per completed epoch. Where the whole report was not kept, its other numbers are NaN. */
    List<EpochReport> reports() {
        int size = size();
        return new AbstractList<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public EpochReport get(int index) {
                return report(Objects.checkIndex(index, size));
            }
        };
    }

    private EpochReport report(int index) {
        if (index < first.size()) {
            return first.get(index);
        }
        EpochReport kept = later.get(index + 1);
        return kept != null
                ? kept
                : new EpochReport(
                        index + 1, rates.get(index), Double.NaN, Double.NaN, costs.get(index), false, null, List.of());
    }
}
