package io.descent.core.search;

import java.util.HashSet;
import java.util.List;

/**
 * Options without an order.
 *
 * @param labels the names of the options, all different
 */
public record ChoiceRange(List<String> labels) implements Range {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are fewer than two labels, or two are equal
     */
    public ChoiceRange {
        labels = List.copyOf(labels);
        if (labels.size() < 2) {
            throw new IllegalArgumentException("a choice needs at least two options");
        }
        HashSet<String> seen = new HashSet<>();
        for (String label : labels) {
            if (!seen.add(label)) {
                throw new IllegalArgumentException("the option '" + label + "' is listed twice");
            }
        }
    }

    /** The label at a place. */
    @Override
    public String at(double u) {
        return labels.get(index(u));
    }

    @Override
    public int size() {
        return labels.size();
    }

    @Override
    public int index(double u) {
        return Math.min(size() - 1, (int) (u * size()));
    }

    @Override
    public double settle(double u) {
        return (index(u) + 0.5) / size();
    }

    @Override
    public double place(Object value) {
        return (labels.indexOf(value) + 0.5) / size();
    }

    /** The labels. */
    @Override
    public String toString() {
        return "choice " + labels;
    }
}
