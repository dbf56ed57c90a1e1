package io.descent.core.metrics;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A number that is recorded per epoch, named as in files: {@code train.cost}, measured while training, or {@code dev.}
 * and a metric of the dev set.
 *
 * @param set {@code train} or {@code dev}
 * @param name {@code cost}, or for the dev set {@code accuracy}, {@code f1}, {@code rmse}, {@code mae}, {@code r2}
 */
public record Metric(String set, String name) {
    /** The mean cost of the mini-batches of an epoch, penalties included. */
    public static final Metric TRAIN_COST = new Metric("train", "cost");

    private static final Set<String> HIGHER_IS_BETTER = Set.of("accuracy", "f1", "r2");
    private static final List<String> NAMES = List.of("cost", "accuracy", "f1", "rmse", "mae", "r2");

    /**
     * Parses the form that {@link #toString} returns.
     *
     * @throws IllegalArgumentException if the metric is unknown
     */
    public static Metric parse(String text) {
        int dot = text.indexOf('.');
        Metric metric = new Metric(text.substring(0, Math.max(dot, 0)), text.substring(dot + 1));
        if (metric.equals(TRAIN_COST) || (metric.set.equals("dev") && NAMES.contains(metric.name))) {
            return metric;
        }
        throw new IllegalArgumentException(
                "unknown metric '" + text
                        + "'; known: train.cost, dev.cost; for classes dev.accuracy, dev.f1; for values dev.rmse, dev.mae, dev.r2");
    }

    /** Whether a value is better than another. A value that is not finite never is. */
    public boolean isBetter(double value, double than) {
        return Double.isFinite(value) && (HIGHER_IS_BETTER.contains(name) ? value > than : value < than);
    }

    /** The worst possible value: every finite value is better. */
    public double worst() {
        return HIGHER_IS_BETTER.contains(name) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** The value improved by an amount. */
    public double better(double value, double amount) {
        return HIGHER_IS_BETTER.contains(name) ? value + amount : value - amount;
    }

    /**
     * The value in an epoch; null if the dev set was not evaluated or lacks this metric.
     *
     * @param trainCost cost of the training set, measured while training
     */
    public @Nullable Double of(double trainCost, @Nullable Evaluation dev) {
        if (equals(TRAIN_COST)) {
            return trainCost;
        }
        return dev == null ? null : dev.values().get(name);
    }

    /** The form used in files, such as {@code dev.cost}. */
    @Override
    public String toString() {
        return set + "." + name;
    }
}
