package io.descent.core.metrics;

import java.util.regex.Pattern;

/**
 * The name of a number that is recorded per epoch, as in files: {@code train.cost}, measured while training, or
 * {@code dev.} and a metric of the dev set.
 *
 * @param set {@code train} or {@code dev}
 * @param name {@code cost}, or for the dev set the name of a metric too
 */
public record MetricName(String set, String name) {
    /** The mean cost of the mini-batches of an epoch, penalties included. */
    public static final MetricName TRAIN_COST = new MetricName("train", Evaluation.COST);

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /**
     * Parses the form that {@link #toString} returns.
     *
     * @throws IllegalArgumentException if it does not have that form
     */
    public static MetricName parse(String text) {
        int dot = text.indexOf('.');
        MetricName metric = new MetricName(text.substring(0, Math.max(dot, 0)), text.substring(dot + 1));
        if (metric.equals(TRAIN_COST)
                || (metric.set.equals("dev") && KEY.matcher(metric.name).matches())) {
            return metric;
        }
        throw new IllegalArgumentException("unknown metric '" + text
                + "'; expected train.cost, dev.cost, or dev. and the name of a metric, such as dev.accuracy");
    }

    /** Whether it is a metric of the dev set. */
    public boolean isOfDevSet() {
        return !equals(TRAIN_COST);
    }

    /** The form used in files, such as {@code dev.cost}. */
    @Override
    public String toString() {
        return set + "." + name;
    }
}
