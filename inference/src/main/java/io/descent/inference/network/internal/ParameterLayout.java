package io.descent.inference.network.internal;

import io.descent.inference.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The position of every parameter of a network in a flat array: all weights first, then the others. Values, gradients,
 * slots and scratch share one layout, so a range of indices means the same elements in each.
 */
public final class ParameterLayout {
    /**
     * One parameter tensor.
     *
     * @param name for instance {@code dense-1.weight}
     * @param rows units of the layer for a weight, 1 otherwise
     * @param columns inputs of the layer for a weight, units otherwise
     * @param isWeight whether it is a weight
     * @param offset index of its first element
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
     * @throws InvalidInputException if there are too many for one array
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

    /** The name of a layer, counted from 0. */
    public static String layerName(int layer) {
        return "dense-" + (layer + 1);
    }

    /** The name of the batch norm of a layer, counted from 0. */
    static String batchNormName(int layer) {
        return "batch-norm-" + (layer + 1);
    }

    private long add(String name, int rows, int columns, boolean isWeight, long offset) {
        long end = offset + (long) rows * columns;
        if (end > Integer.MAX_VALUE - 8) {
            throw new InvalidInputException(
                    "network: more than 2^31 parameters, reached at %s (%d x %d); make the layers smaller"
                            .formatted(name, rows, columns));
        }
        entries.add(new Entry(name, rows, columns, isWeight, (int) offset));
        return end;
    }

    /** The position among {@link #entries} of the weights of a layer, counted from 0. */
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

    /** Number of weights. Elements below this index are weights, those from it on are not. */
    public int weights() {
        return weights;
    }

    /** Number of elements. */
    public int size() {
        return size;
    }
}
