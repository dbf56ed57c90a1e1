package io.descent.inference.network.internal;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Periodic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** For each layer the position of the mix of its activation; -1 if it has none. */
    private final List<Integer> mixes = new ArrayList<>();

    private int frequency = -1;
    private int phase = -1;
    private int projection = -1;
    private int offset = -1;
    private int embedding = -1;
    private int scale = -1;
    private final int weights;
    private final int size;

    /**
     * The parameters of an input layer and of dense layers.
     *
     * @param inputs number of inputs of the first dense layer
     * @param parts the trainable input layer; null for none
     * @throws InvalidInputException if there are too many for one array
     */
    ParameterLayout(int inputs, @Nullable InputParts parts, List<Layer> layers) {
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
        for (int i = 0; i < layers.size(); i++) {
            boolean isParametric = layers.get(i).parametric();
            mixes.add(isParametric ? entries.size() : -1);
            if (isParametric) {
                offset = add(
                        "activation-%d.mix".formatted(i + 1), 1, layers.get(i).units(), false, offset);
            }
        }
        if (parts != null) {
            offset = add(parts, offset);
        }
        size = (int) offset;
    }

    private long add(InputParts parts, long from) {
        long end = from;
        Periodic periodic = parts.spec().periodic();
        int numbers = parts.numbers().size();
        if (periodic != null && numbers > 0) {
            frequency = entries.size();
            end = add("input.frequency", numbers, periodic.frequencies(), false, end);
            phase = entries.size();
            end = add("input.phase", numbers, periodic.frequencies(), false, end);
            projection = entries.size();
            end = add("input.projection", numbers, periodic.outputs() * periodic.frequencies(), false, end);
            offset = entries.size();
            end = add("input.offset", numbers, periodic.outputs(), false, end);
        }
        if (parts.embeds()) {
            embedding = entries.size();
            end = add("input.embedding", parts.categories(), parts.vector(), false, end);
        }
        if (parts.spec().scale()) {
            scale = entries.size();
            end = add("input.scale", 1, parts.width(), false, end);
        }
        return end;
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

    /** The position of the mixes of the activation of a layer (1 x units); -1 if it has none. */
    public int mix(int layer) {
        return mixes.get(layer);
    }

    /** The position of the frequencies of periodic features (numbers x frequencies), in turns; -1 without. */
    public int frequency() {
        return frequency;
    }

    /** The position of the phases of periodic features (numbers x frequencies), in radians; -1 without. */
    public int phase() {
        return phase;
    }

    /** The position of the maps of periodic features (numbers x outputs times frequencies); -1 without. */
    public int projection() {
        return projection;
    }

    /** The position of the offsets of periodic features (numbers x outputs); -1 without. */
    public int offset() {
        return offset;
    }

    /** The position of the vectors of categories (categories x numbers per category); -1 without. */
    public int embedding() {
        return embedding;
    }

    /** The position of the factors of the inputs of the first dense layer (1 x inputs); -1 without. */
    public int scale() {
        return scale;
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
