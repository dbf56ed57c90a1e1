package io.descent.core.data;

import io.descent.inference.network.internal.Normalization;
import io.descent.inference.spec.Schema;

import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.spec.Precision;
import java.util.Arrays;

/** Examples: features in a tensor and a label each. A view: parts of one table share its memory. */
public final class DataSet {
    private final Schema schema;
    private final ArrayTensor features;
    private final double[] labels;
    private final int[] rows;

    /**
     * A data set of all rows of a tensor, which it does not copy.
     *
     * @param features (examples x features)
     * @param labels for each example the index of its class, or the value to be predicted
     */
    public DataSet(Schema schema, ArrayTensor features, double[] labels) {
        this(schema, features, labels, allRows(features.rows()));
        if (features.rows() != labels.length
                || features.columns() != schema.features().size()) {
            throw new IllegalArgumentException("%d labels and %d feature names do not fit to features of %d x %d"
                    .formatted(labels.length, schema.features().size(), features.rows(), features.columns()));
        }
    }

    private DataSet(Schema schema, ArrayTensor features, double[] labels, int[] rows) {
        this.schema = schema;
        this.features = features;
        this.labels = labels;
        this.rows = rows;
    }

    private static int[] allRows(int n) {
        int[] rows = new int[n];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    /** The examples at the given positions, in that order. */
    public DataSet select(int[] positions) {
        int[] selected = new int[positions.length];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = rows[positions[i]];
        }
        return new DataSet(schema, features, labels, selected);
    }

    /** The same examples with another meaning, for instance with the classes of a training set. */
    DataSet withSchema(Schema other) {
        return new DataSet(other, features, labels, rows);
    }

    /** What the numbers mean. */
    public Schema schema() {
        return schema;
    }

    /** Number of examples. */
    public int size() {
        return rows.length;
    }

    /** The label of an example: the index of its class, or its value. */
    public double label(int position) {
        return labels[rows[position]];
    }

    /** One feature of an example. */
    public double feature(int position, int feature) {
        return features.get(rows[position], feature);
    }

    /**
     * Copies features into the first rows of a tensor.
     *
     * @param order positions of examples
     * @param from the first index into {@code order}
     * @param batch (at least {@code to - from} x features)
     */
    public void copyFeatures(int[] order, int from, int to, ArrayTensor batch) {
        for (int i = from; i < to; i++) {
            batch.copyRow(i - from, features, rows[order[i]]);
        }
    }

    /**
     * Copies labels into the first rows of a tensor: as they are into one column, one-hot into several.
     *
     * @param batch (at least {@code to - from} x 1 or classes)
     */
    public void copyLabels(int[] order, int from, int to, ArrayTensor batch) {
        if (batch.columns() > 1) {
            batch.fill(0);
        }
        for (int i = from; i < to; i++) {
            double label = labels[rows[order[i]]];
            if (batch.columns() > 1) {
                batch.set(i - from, (int) label, 1);
            } else {
                batch.set(i - from, 0, label);
            }
        }
    }

    /** The format of the features. */
    public Precision precision() {
        return features.precision();
    }

    /** Applies a normalisation to the underlying table, and so to every view of it. */
    void normalizeTable(Normalization normalization) {
        normalization.apply(features);
    }

    boolean sharesTableWith(DataSet other) {
        return features == other.features;
    }
}
