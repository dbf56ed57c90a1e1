package io.descent.inference.network.internal;

import io.descent.inference.problem.InvalidInputException;
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
    /** For each layer the position of its bias or, with batch norm, of gamma, which beta follows. */
    private final List<Integer> others = new ArrayList<>();

    private final int weights;
    private final int size;

    /**
     * The parameters of dense layers.
     *
     * @param inputs number of features
     * @throws InvalidInputException if there are more than an array can hold
     */
    ParameterLayout(int inputs, List<Layer> layers) {
        long offset = 0;
        int width = inputs;
        for (int i = 0; i < layers.size(); i++) {
            offset = add(layerName(i) + ".weight", layers.get(i).units(), width, true, offset);
            width = layers.get(i).units();
        }
        weights = (int) offset;
        for (int i = 0; i < layers.size(); i++) {
            int units = layers.get(i).units();
            others.add(entries.size());
            if (layers.get(i).batchNorm() == null) {
                offset = add(layerName(i) + ".bias", 1, units, false, offset);
            } else {
                offset = add(batchNormName(i) + ".gamma", 1, units, false, offset);
                offset = add(batchNormName(i) + ".beta", 1, units, false, offset);
            }
        }
        size = (int) offset;
    }

    /** What a layer, counted from 0, is called. */
    public static String layerName(int layer) {
        return "dense-" + (layer + 1);
    }

    /** What the batch norm of a layer, counted from 0, is called. */
    static String batchNormName(int layer) {
        return "batch-norm-" + (layer + 1);
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

    /** The position among {@link #entries} of a layer's weights, the layer counted from 0. */
    public int weight(int layer) {
        return layer;
    }

    /** The position of the bias of a layer without batch norm. */
    public int bias(int layer) {
        return others.get(layer);
    }

    /** The position of gamma of a layer with batch norm. */
    public int gamma(int layer) {
        return others.get(layer);
    }

    /** The position of beta of a layer with batch norm. */
    public int beta(int layer) {
        return others.get(layer) + 1;
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
