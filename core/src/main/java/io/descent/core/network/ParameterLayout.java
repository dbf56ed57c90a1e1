package io.descent.core.network;

import io.descent.core.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where every parameter of a network lies in a flat array: all weights first, then the others. Values, gradients, slots and
 * scratch are arrays of one layout, so that a range of indices means the same elements in each.
 */
public final class ParameterLayout {
    /**
     * One parameter tensor.
     *
     * @param name for instance {@code dense-1.weight}
     * @param rows units of the layer for a weight, 1 otherwise
     * @param columns inputs of the layer for a weight, units otherwise
     * @param isWeight whether it is a weight
     * @param offset its first element
     */
    public record Entry(String name, int rows, int columns, boolean isWeight, int offset) {
        int size() {
            return rows * columns;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final int weights;
    private final int size;

    /**
     * The parameters of dense layers.
     *
     * @param widths number of features, then the units of every layer
     * @throws InvalidInputException if there are more than an array can hold
     */
    ParameterLayout(List<Integer> widths) {
        long offset = 0;
        for (int layer = 1; layer < widths.size(); layer++) {
            offset = add("dense-" + layer + ".weight", widths.get(layer), widths.get(layer - 1), true, offset);
        }
        weights = (int) offset;
        for (int layer = 1; layer < widths.size(); layer++) {
            offset = add("dense-" + layer + ".bias", 1, widths.get(layer), false, offset);
        }
        size = (int) offset;
    }

    private long add(String name, int rows, int columns, boolean isWeight, long offset) {
        long end = offset + (long) rows * columns;
        if (end > Integer.MAX_VALUE - 8) {
            throw new InvalidInputException(
                    "network: more than 2^31 parameters, beginning with %s (%d x %d); make the layers smaller"
                            .formatted(name, rows, columns));
        }
        entries.add(new Entry(name, rows, columns, isWeight, (int) offset));
        return end;
    }

    /** All parameters in the order of their offsets. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The parameter that an element belongs to. */
    public Entry entryAt(int index) {
        Entry found = entries.get(0);
        for (Entry entry : entries) {
            if (entry.offset <= index) {
                found = entry;
            }
        }
        return found;
    }

    /** Number of weights: elements before this are weights, from it on others. */
    public int weights() {
        return weights;
    }

    /** Number of all elements. */
    public int size() {
        return size;
    }
}
