package io.descent.inference.table.internal;

import io.descent.inference.network.internal.InputShape;
import io.descent.inference.spec.ColumnKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * All columns that are features of a model, with their encoders. Dense inputs come first, then the one-hot blocks, both in
 * the order of the columns. Immutable.
 */
public final class InputEncoding {
    /** Inputs of all one-hot blocks together. */
    private static final int MOST_CATEGORIES = 1_000_000;

    private final List<FeatureColumn> columns;
    private final Set<String> missing;
    private final InputShape shape;
    private final int[] first;
    private final int[] block;
    private final boolean[] ambiguous;

    /**
     * Creates an encoding.
     *
     * @param columns at least one
     * @param missing the texts that mark a missing cell, in addition to an empty one
     * @throws IllegalArgumentException if two columns have the same name, or there are more than a million categories
     */
    public InputEncoding(List<FeatureColumn> columns, Set<String> missing) {
        this.columns = List.copyOf(columns);
        this.missing = Set.copyOf(missing);
        Set<String> names = new HashSet<>();
        for (FeatureColumn column : this.columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("two columns are called '%s'".formatted(column.name()));
            }
        }
        first = new int[columns.size()];
        block = new int[columns.size()];
        ambiguous = new boolean[columns.size()];
        int dense = 0;
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof NumberEncoder numbers) {
                first[j] = dense;
                dense += numbers.width();
                CellFormat format = columns.get(j).format(); // null for words
                for (String marker : format == null ? Set.<String>of() : this.missing) {
                    ambiguous[j] |= !Double.isNaN(Objects.requireNonNull(format).parse(marker));
                }
            }
        }
        int inputs = dense;
        int blocks = 0;
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof OneHot words) {
                first[j] = inputs;
                block[j] = blocks++;
                inputs = Math.addExact(inputs, words.categories());
                if (inputs - dense > MOST_CATEGORIES) {
                    throw new IllegalArgumentException("more than %,d categories, reached at the column '%s'"
                            .formatted(MOST_CATEGORIES, columns.get(j).name()));
                }
            }
        }
        shape = new InputShape(dense, blocks, inputs);
    }

    /** An encoding of columns of numbers that are not scaled. */
    public static InputEncoding unscaled(List<String> names) {
        return numbers(names, Collections.nCopies(names.size(), new Scaling.None()), false);
    }

    /**
     * An encoding of columns of numbers that are scaled to mean 0 and standard deviation 1.
     *
     * @param mean one per column
     * @param deviation one per column
     * @param float32 whether every number of the training set is a float32 number
     */
    public static InputEncoding standardized(List<String> names, double[] mean, double[] deviation, boolean float32) {
        List<Scaling> scalings = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            scalings.add(new Scaling.Standardize(mean[j], deviation[j]));
        }
        return numbers(names, scalings, float32);
    }

    private static InputEncoding numbers(List<String> names, List<? extends Scaling> scalings, boolean float32) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (int j = 0; j < names.size(); j++) {
            columns.add(new FeatureColumn(
                    names.get(j),
                    ColumnKind.NUMERIC,
                    NumberFormat.PLAIN,
                    new Scaled(scalings.get(j), 0, false, float32)));
        }
        return new InputEncoding(columns, Set.of());
    }

    /** A copy for cells that are written as another encoding of the same columns says. */
    InputEncoding written(InputEncoding as) {
        List<FeatureColumn> own = new ArrayList<>();
        for (int j = 0; j < columns.size(); j++) {
            FeatureColumn column = columns.get(j);
            own.add(new FeatureColumn(
                    column.name(), column.kind(), as.columns.get(j).format(), column.encoder()));
        }
        return new InputEncoding(own, as.missing);
    }

    /** The columns in their order. */
    public List<FeatureColumn> columns() {
        return columns;
    }

    /** The texts that mark a missing cell, in addition to an empty one. */
    public Set<String> missing() {
        return missing;
    }

    /** Whether a text that marks a missing cell could be read as a number, date or truth value of a column. */
    boolean isAmbiguous(int column) {
        return ambiguous[column];
    }

    /** The inputs of the network. */
    public InputShape shape() {
        return shape;
    }

    /** The dense inputs that are numbers, ascending: neither truth values nor markers of missing cells. */
    public List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof NumberEncoder encoder) {
                for (int k = 0; k < encoder.numbers(); k++) {
                    numbers.add(first[j] + k);
                }
            }
        }
        return numbers;
    }

    /** The index of the first input of a column, counted from 0. */
    public int first(int column) {
        return first[column];
    }

    /** The position of the column that makes a dense input. */
    public int columnOf(int input) {
        int found = 0;
        for (int j = 0; j < first.length; j++) {
            if (columns.get(j).encoder() instanceof NumberEncoder && first[j] <= input) {
                found = j;
            }
        }
        return found;
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
