package io.descent.inference.table.internal;

import io.descent.inference.network.internal.InputShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * All columns that are features of a model, with their encoders. Dense inputs come first, then the one-hot blocks, both in
 * the order of the columns. Immutable.
 */
public final class InputEncoding {
    private final List<FeatureColumn> columns;
    private final Set<String> missing;
    private final InputShape shape;
    private final int[] first;
    private final int[] block;

    /**
     * Creates an encoding.
     *
     * @param columns at least one
     * @param missing the texts that mark a missing cell, in addition to an empty one
     */
    public InputEncoding(List<FeatureColumn> columns, Set<String> missing) {
        this.columns = List.copyOf(columns);
        this.missing = Set.copyOf(missing);
        first = new int[columns.size()];
        block = new int[columns.size()];
        int dense = 0;
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof NumberEncoder numbers) {
                first[j] = dense;
                dense += numbers.width();
            }
        }
        int inputs = dense;
        int blocks = 0;
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof OneHot words) {
                first[j] = inputs;
                block[j] = blocks++;
                inputs = Math.addExact(inputs, words.categories());
            }
        }
        shape = new InputShape(dense, blocks, inputs);
    }

    /** An encoding of columns of numbers that are not scaled. */
    public static InputEncoding unscaled(List<String> names) {
        return numbers(names, Collections.nCopies(names.size(), new Scaling.None()));
    }

    /**
     * An encoding of columns of numbers that are scaled to mean 0 and standard deviation 1.
     *
     * @param mean one per column
     * @param deviation one per column
     */
    public static InputEncoding standardized(List<String> names, double[] mean, double[] deviation) {
        List<Scaling> scalings = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            scalings.add(new Scaling.Standardize(mean[j], deviation[j]));
        }
        return numbers(names, scalings);
    }

    private static InputEncoding numbers(List<String> names, List<? extends Scaling> scalings) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            columns.add(FeatureColumn.number(names.get(j), scalings.get(j), 0, false));
        }
        return new InputEncoding(columns, Set.of());
    }

    /** The columns in their order. */
    public List<FeatureColumn> columns() {
        return columns;
    }

    /** The texts that mark a missing cell, in addition to an empty one. */
    public Set<String> missing() {
        return missing;
    }

    /** The inputs of the network. */
    public InputShape shape() {
        return shape;
    }

    /** The index of the first input of a column, counted from 0. */
    public int first(int column) {
        return first[column];
    }

    /** The one-hot block of a column of words, counted from 0. */
    public int block(int column) {
        return block[column];
    }

    /** The names of the inputs of the network. */
    public List<String> inputs() {
        List<String> names = new ArrayList<>();
        for (boolean dense : new boolean[] {true, false}) {
            for (FeatureColumn column : columns) {
                if (dense == column.encoder() instanceof NumberEncoder) {
                    names.addAll(column.encoder().inputs(column.name()));
                }
            }
        }
        return names;
    }

    /** Whether every column is a number and makes a single input. */
    public boolean isPlain() {
        return shape.inputs() == columns.size()
                && columns.stream().allMatch(column -> column.encoder() instanceof Scaled);
    }

    /** Whether every column is a number that is an input as it is. */
    public boolean isUnscaled() {
        return isPlain() && columns.stream().allMatch(column -> scaling(column) instanceof Scaling.None);
    }

    private static Scaling scaling(FeatureColumn column) {
        return ((Scaled) column.encoder()).scaling();
    }

    /**
     * How to turn the dense inputs back into the units of the table: mean 0 and deviation 1 for an input that is not a
     * standardised number.
     */
    public List<Scaling.Standardize> units() {
        List<Scaling.Standardize> units =
                new ArrayList<>(Collections.nCopies(shape.dense(), new Scaling.Standardize(0, 1)));
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof Scaled scaled
                    && scaled.scaling() instanceof Scaling.Standardize standardize) {
                units.set(first[j], standardize);
            }
        }
        return units;
    }

    /**
     * The scaling of each column; for plain encodings.
     *
     * @throws IllegalStateException if the encoding is not plain
     */
    public Scaling[] scalings() {
        if (!isPlain()) {
            throw new IllegalStateException("a column is not a number, or has missing cells");
        }
        return columns.stream().map(InputEncoding::scaling).toArray(Scaling[]::new);
    }
}
