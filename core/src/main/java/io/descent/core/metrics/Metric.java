package io.descent.core.metrics;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One number of an epoch, by the names that files use: {@code train.cost} as trained, or {@code dev.} and a metric of the
 * dev set.
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
     * Reads the form that {@link #toString} gives.
     *
     * @throws IllegalArgumentException if there is no such metric
     */
    public static Metric parse(String text) {
        int dot = text.indexOf('.');
        Metric metric = new Metric(text.substring(0, Math.max(dot, 0)), text.substring(dot + 1));
        if (metric.equals(TRAIN_COST) || (metric.set.equals("dev") && NAMES.contains(metric.name))) {
            return metric;
        }
        throw new IllegalArgumentException("'" + text
                + "' is no metric; known: train.cost, and dev.cost, dev.accuracy, dev.f1 of classes, dev.cost, dev.rmse,"
                + " dev.mae, dev.r2 of values");
    }

    /** Whether a value is better than another; one that is not finite is not. */
    public boolean isBetter(double value, double than) {
        return Double.isFinite(value) && (HIGHER_IS_BETTER.contains(name) ? value > than : value < than);
    }

    /** What every value is better than. */
    public double worst() {
        return HIGHER_IS_BETTER.contains(name) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** A value that is better by an amount. */
    public double better(double value, double amount) {
        return HIGHER_IS_BETTER.contains(name) ? value + amount : value - amount;
    }

    /**
     * The value in an epoch; null where the dev set was not looked at or does not have it.
     *
     * @param trainCost cost of the training set, as trained
     */
    public @Nullable Double of(double trainCost, @Nullable Evaluation dev) {
        if (equals(TRAIN_COST)) {
            return trainCost;
        }
        return dev == null ? null : dev.values().get(name);
    }

    /** The form that files have: {@code dev.cost}. */
    @Override
    public String toString() {
        return set + "." + name;
    }
}
