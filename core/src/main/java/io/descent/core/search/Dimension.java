package io.descent.core.search;

import org.jspecify.annotations.Nullable;

/**
 * One hyperparameter that is searched.
 *
 * @param name the key of the experiment, or what an objective calls it
 * @param range its values
 * @param condition when it matters; null for always
 */
public record Dimension(String name, Range range, @Nullable Condition condition) {
    /**
     * That an earlier dimension has one of some values next to each other: the option that a hyperparameter belongs to, or
     * numbers of layers that have the layer it belongs to.
     *
     * @param dimension the place of the other in its space
     * @param from the first of the values, counted from 0
     * @param to the last of them
     */
    public record Condition(int dimension, int from, int to) {}
}
