package io.descent.core.search;

import org.jspecify.annotations.Nullable;

/**
 * One hyperparameter to search.
 *
 * @param name the key of the experiment, or the objective's name for it
 * @param range its values
 * @param condition when it is active; null for always
 */
public record Dimension(String name, Range range, @Nullable Condition condition) {
    /**
     * Requires that an earlier dimension has one of several adjacent values: the option that a hyperparameter belongs
     * to, or the numbers of layers that include its layer.
     *
     * @param dimension the index of the other dimension in the space
     * @param from the index of the first of these values, from 0
     * @param to the index of the last of them
     */
    public record Condition(int dimension, int from, int to) {}
}
