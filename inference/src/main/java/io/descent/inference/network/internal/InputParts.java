package io.descent.inference.network.internal;

import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Periodic;
import java.util.List;

/**
 * The structure of a trainable input layer. Its outputs are, in this order: for each dense input the input itself,
 * followed by its periodic features if it is a number; then, with embeddings, the vector of each block. Without
 * embeddings the one-hot blocks are passed on after the outputs.
 *
 * @param inputs what the columns of a table are encoded as
 * @param spec which parts there are
 * @param numbers the dense inputs that get periodic features, ascending; empty without periodic features
 */
public record InputParts(InputShape inputs, InputLayer spec, List<Integer> numbers) {
    /** Copies the list. */
    public InputParts {
        numbers = List.copyOf(numbers);
        int last = -1;
        for (int number : numbers) {
            if (number <= last || number >= inputs.dense()) {
                throw new IllegalArgumentException(
                        "%s are not ascending dense inputs of %s".formatted(numbers, inputs));
            }
            last = number;
        }
        if (spec.periodic() == null && !numbers.isEmpty()) {
            throw new IllegalArgumentException("numbers without periodic features");
        }
    }

    /** Whether each block is represented by a trainable vector. */
    public boolean embeds() {
        return spec.embedding() != null && inputs.blocks() > 0;
    }

    /** Number of all categories of all blocks. */
    public int categories() {
        return inputs.inputs() - inputs.dense();
    }

    /** The numbers that represent a category; 0 without embeddings. */
    public int vector() {
        Integer width = spec.embedding();
        return width == null || inputs.blocks() == 0 ? 0 : width;
    }

    /** Number of outputs, without one-hot blocks. */
    public int width() {
        return first() + vector() * inputs.blocks();
    }

    /** The output at which the vectors of the blocks begin. */
    public int first() {
        Periodic periodic = spec.periodic();
        long width = inputs.dense() + (periodic == null ? 0 : (long) numbers.size() * periodic.outputs());
        return Math.toIntExact(width);
    }

    /** Number of trainable parameters. */
    public double parameters() {
        Periodic periodic = spec.periodic();
        double ofNumbers =
                periodic == null ? 0 : (2.0 + periodic.outputs()) * periodic.frequencies() + periodic.outputs();
        return ofNumbers * numbers.size() + (double) categories() * vector() + (spec.scale() ? width() : 0);
    }

    /** What the first dense layer gets. */
    public InputShape outputs() {
        return embeds() ? new InputShape(width()) : new InputShape(width(), inputs.blocks(), width() + categories());
    }

    /** The output that each dense input becomes. */
    public int[] places() {
        Periodic periodic = spec.periodic();
        int more = periodic == null ? 0 : periodic.outputs();
        int[] places = new int[inputs.dense()];
        int next = 0;
        int at = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = at;
            at++;
            if (next < numbers.size() && numbers.get(next) == i) {
                next++;
                at += more;
            }
        }
        return places;
    }
}
