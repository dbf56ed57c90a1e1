package io.descent.core.metrics;

import io.descent.api.Labels;
import io.descent.api.Metric;
import io.descent.api.Predictions;
import io.descent.api.Reweighted;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.PluginLookup;
import io.descent.inference.text.internal.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a run by the names under which files record them. A metric has its own name; if the run has several of
 * that name, the hyperparameters that are not the default follow it, in lower-case letters and digits, as in
 * {@code f1-macro} and {@code f1-micro}.
 */
public final class MetricSet {
    private static final List<String> OF_CLASSES = List.of("accuracy", "f1");
    private static final List<String> OF_VALUES = List.of("rmse", "mae", "r2");

    /** What the metrics of a data set contain in files besides metrics. */
    private static final Set<String> RESERVED =
            Set.of(Evaluation.COST, "examples", "classes", "confusion", "intervals", "bootstrap");

    private final Map<String, Metric> byKey = new LinkedHashMap<>();

    /**
     * Names metrics.
     *
     * @throws InvalidInputException if two are equal, or would have the same name
     */
    public MetricSet(List<Metric> metrics) {
        Map<String, Long> counts =
                metrics.stream().collect(Collectors.groupingBy(PluginName::of, Collectors.counting()));
        for (Metric metric : metrics) {
            String key =
                    counts.getOrDefault(PluginName.of(metric), 0L) == 1 ? PluginName.of(metric) : distinctName(metric);
            if (RESERVED.contains(key)) {
                throw new InvalidInputException(
                        "a metric is called '%s', a name that files use for something else; rename it".formatted(key));
            }
            if (byKey.put(key, metric) != null) {
                throw new InvalidInputException("metrics: '%s' occurs twice; remove one of them".formatted(key));
            }
        }
    }

    private static String distinctName(Metric metric) {
        StringBuilder name = new StringBuilder(PluginName.of(metric));
        Record defaults = defaults(metric);
        List<HyperparameterInfo> usual = HyperparameterInfo.of(defaults.getClass(), defaults);
        List<HyperparameterInfo> set = HyperparameterInfo.of(((Record) metric).getClass(), metric);
        for (int i = 0; i < set.size(); i++) {
            String text = set.get(i).valueText();
            if (!text.equals(usual.get(i).valueText())) {
                name.append('-').append(text);
            }
        }
        return name.toString()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("-$", "");
    }

    private static Record defaults(Metric metric) {
        try {
            return (Record) metric.getClass().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw PluginFailure.of(metric, null, e);
        }
    }

    /**
     * The metrics that are always computed: accuracy and F1 for classes, RMSE, MAE and R2 for values.
     *
     * @param plugins finds a metric by its name
     */
    public static MetricSet usual(Labels labels, PluginLookup plugins) {
        List<String> names = labels.classes().isEmpty() ? OF_VALUES : OF_CLASSES;
        return new MetricSet(
                names.stream().map(name -> plugins.require(Metric.class, name)).toList());
    }

    /** Whether a metric is always computed, for classes or for values. */
    public static boolean isUsual(String name) {
        return OF_CLASSES.contains(name) || OF_VALUES.contains(name);
    }

    /** These metrics and others. One of the others replaces all of these with its name. */
    public MetricSet with(List<? extends Metric> others) {
        TreeSet<String> replaced = new TreeSet<>();
        others.forEach(metric -> replaced.add(PluginName.of(metric)));
        List<Metric> all = new ArrayList<>(byKey.values());
        all.removeIf(metric -> replaced.contains(PluginName.of(metric)));
        all.addAll(others);
        return new MetricSet(all);
    }

    /** These metrics and one more, which replaces none of them. */
    public MetricSet plus(Metric more) {
        List<Metric> all = new ArrayList<>(byKey.values());
        all.add(more);
        return new MetricSet(all);
    }

    /** One of several values: a metric sees them one by one. */
    private record OneOfSeveral(double smallest, double largest) implements Labels {
        @Override
        public List<String> classes() {
            return List.of();
        }

        @Override
        public int columns() {
            return 1;
        }
    }

    /** The metrics in their order. */
    public List<Metric> all() {
        return List.copyOf(byKey.values());
    }

    /** Whether files record a metric under a name. */
    public boolean contains(String key) {
        return byKey.containsKey(key) || key.equals(Evaluation.COST);
    }

    /**
     * Rejects labels that a metric does not apply to. Of several values, metrics see one at a time.
     *
     * @throws InvalidInputException that names the metric
     */
    public void check(Labels labels) {
        Labels one = labels.columns() == 1 ? labels : new OneOfSeveral(labels.smallest(), labels.largest());
        byKey.values().forEach(metric -> {
            try {
                metric.check(one);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("the metric %s %s".formatted(PluginName.of(metric), e.getMessage()), e);
            } catch (Throwable e) {
                throw PluginFailure.of(metric, null, e);
            }
        });
    }

    /**
     * A metric with its direction.
     *
     * @throws InvalidInputException if it is not among these
     */
    public WatchedMetric watched(MetricName name) {
        Metric metric = byKey.get(name.name());
        if (metric == null && !name.name().equals(Evaluation.COST)) {
            throw new InvalidInputException("%s; known: train.cost, dev.cost, %s"
                    .formatted(
                            isUsual(name.name())
                                    ? name + " does not apply to the label"
                                    : "unknown metric '%s'%s"
                                            .formatted(name, Nearest.suggestion(name.name(), byKey.keySet())),
                            byKey.keySet().stream().map(key -> "dev." + key).collect(Collectors.joining(", "))));
        }
        return new WatchedMetric(name, metric != null && largerIsBetter(metric));
    }

    private static boolean largerIsBetter(Metric metric) {
        try {
            return metric.largerIsBetter();
        } catch (Throwable e) {
            throw PluginFailure.of(metric, null, e);
        }
    }

    /**
     * Computes all metrics, null where one is undefined. For a label with several values, a metric is the mean of that
     * of each value, which follow under names such as {@code r2 of price}.
     *
     * @param byValue the predictions of each value of the label
     * @param labels the names of the values
     */
    Map<String, @Nullable Double> of(List<Predictions> byValue, List<String> labels) {
        if (byValue.size() == 1) {
            return of(byValue.get(0));
        }
        List<Map<String, @Nullable Double>> each =
                byValue.stream().map(this::of).toList();
        Map<String, @Nullable Double> values = new LinkedHashMap<>();
        for (String key : byKey.keySet()) {
            Double sum = 0.0;
            for (Map<String, @Nullable Double> one : each) {
                Double value = one.get(key);
                sum = sum == null || value == null ? null : (Double) (sum + value);
            }
            values.put(key, sum == null ? null : (Double) (sum / each.size()));
        }
        for (int k = 0; k < labels.size(); k++) {
            String label = labels.get(k);
            each.get(k).forEach((key, value) -> values.put(key + " of " + label, value));
        }
        return Collections.unmodifiableMap(values);
    }

    /**
     * All metrics as functions of the weights, by the same names as in {@link #of(List, List)}.
     *
     * @param byValue the predictions of each value of the label
     * @param labels the names of the values
     */
    Map<String, Reweighted> reweighted(List<? extends Predictions> byValue, List<String> labels) {
        List<Map<String, Reweighted>> each =
                byValue.stream().map(this::reweighted).toList();
        if (each.size() == 1) {
            return each.get(0);
        }
        Map<String, Reweighted> functions = new LinkedHashMap<>();
        for (String key : byKey.keySet()) {
            functions.put(key, weights -> {
                double sum = 0;
                for (Map<String, Reweighted> one : each) {
                    Double value = Objects.requireNonNull(one.get(key)).of(weights);
                    if (value == null) {
                        return null;
                    }
                    sum += value;
                }
                return sum / each.size();
            });
        }
        for (int k = 0; k < labels.size(); k++) {
            String label = labels.get(k);
            each.get(k).forEach((key, one) -> functions.put(key + " of " + label, one));
        }
        return functions;
    }

    private Map<String, Reweighted> reweighted(Predictions predictions) {
        Map<String, Reweighted> functions = new LinkedHashMap<>();
        byKey.forEach((key, metric) -> {
            Reweighted function = guarded(metric, () -> metric.reweighted(predictions));
            functions.put(key, weights -> {
                Double value;
                try {
                    value = function.of(weights);
                } catch (Throwable e) {
                    throw PluginFailure.of(metric, null, e);
                }
                return value == null || value.isNaN() ? null : value;
            });
        });
        return functions;
    }

    private static <T> T guarded(Metric metric, Supplier<T> call) {
        try {
            return Objects.requireNonNull(call.get());
        } catch (Throwable e) {
            throw PluginFailure.of(metric, null, e);
        }
    }

    /** Computes all metrics, null where one is undefined. */
    private Map<String, @Nullable Double> of(Predictions predictions) {
        Map<String, @Nullable Double> values = new LinkedHashMap<>();
        byKey.forEach((key, metric) -> {
            Double value;
            try {
                value = metric.of(predictions);
            } catch (Throwable e) {
                throw PluginFailure.of(metric, null, e);
            }
            values.put(key, value == null || value.isNaN() ? null : value);
        });
        return Collections.unmodifiableMap(values);
    }
}
