package io.descent.core.data;

import io.descent.api.Labels;
import io.descent.inference.file.internal.Sha256;
import io.descent.inference.network.internal.Rows;
import io.descent.inference.spec.Precision;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.ColumnEncoder;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.NumberEncoder;
import io.descent.inference.table.internal.OneHot;
import io.descent.inference.table.internal.Scaling;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Examples encoded for a network: the inputs, a label and a weight of each. Immutable. */
public final class Examples implements Rows {
    private final Schema schema;
    private final InputEncoding encoding;
    private final ArrayTensor inputs;
    private final int @Nullable [] categories;
    private final double[] labels;
    private final double @Nullable [] weights;
    private final int width;
    private final List<Scaling> targets;
    private final boolean isScaled;
    private final LabelSummary summary;
    private final int @Nullable [] groups;
    private volatile @Nullable String sha256;

    /**
     * Stores the tensor and the arrays without copying; callers must not keep them.
     *
     * @param inputs the dense inputs (examples x dense inputs)
     * @param categories for each example and one-hot block the index of the input that is 1 among all inputs of the
     *     network, -1 for none (examples x blocks, row by row); null without blocks
     * @param labels the index of the class, or the values, of each example (examples x labels, row by row)
     * @param targets the scaling of each label with values; empty for none
     * @param weights null if every example has weight 1
     */
    Examples(
            Schema schema,
            InputEncoding encoding,
            ArrayTensor inputs,
            int @Nullable [] categories,
            double[] labels,
            List<Scaling> targets,
            double @Nullable [] weights) {
        this(schema, encoding, inputs, categories, labels, targets, weights, null);
    }

    private Examples(
            Schema schema,
            InputEncoding encoding,
            ArrayTensor inputs,
            int @Nullable [] categories,
            double[] labels,
            List<Scaling> targets,
            double @Nullable [] weights,
            int @Nullable [] groups) {
        this.schema = schema;
        this.encoding = encoding;
        this.inputs = inputs;
        this.categories = categories;
        this.labels = labels;
        this.weights = weights;
        this.groups = groups;
        this.width = schema.labels().size();
        this.targets = schema.task() == Task.REGRESSION && targets.isEmpty()
                ? Collections.nCopies(width, new Scaling.None())
                : targets;
        this.isScaled = this.targets.stream().anyMatch(each -> !(each instanceof Scaling.None));
        this.summary = LabelSummary.of(schema, labels);
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return schema;
    }

    /** What turned the features into inputs. */
    public InputEncoding encoding() {
        return encoding;
    }

    /** The scaling of each label with values; empty for classes. */
    public List<Scaling> targets() {
        return targets;
    }

    /** Whether labels with values are scaled for training. */
    boolean isScaled() {
        return isScaled;
    }

    /** Number of examples. */
    public int size() {
        return labels.length / width;
    }

    /**
     * The label of an example in the units of its source: the index of its class, or its value; the first of several
     * values.
     */
    public double label(int example) {
        return labels[example * width];
    }

    /** One of several values that are the label of an example, in the units of its source. */
    public double label(int example, int value) {
        return labels[example * width + value];
    }

    /** One of the values as the network is trained with it. */
    private double target(int example, int value) {
        double label = label(example, value);
        return isScaled ? targets.get(value).apply(label) : label;
    }

    /** The label as losses and metrics see it. */
    public Labels labels() {
        return summary;
    }

    /** One of several values that are the label, as metrics see it. */
    public Labels labels(int value) {
        return LabelSummary.of(schema, labels, value);
    }

    LabelSummary summary() {
        return summary;
    }

    /** The weight of an example: 1 unless the examples have weights. */
    public double weight(int example) {
        return weights == null ? 1 : weights[example];
    }

    /** Whether the examples have weights. */
    public boolean hasWeights() {
        return weights != null;
    }

    /** A copy with the group of each example, counted from 0; null for none. Stores the array without copying. */
    Examples withGroups(int @Nullable [] groupOfEach) {
        return groupOfEach == null
                ? this
                : new Examples(schema, encoding, inputs, categories, labels, targets, weights, groupOfEach);
    }

    /** The group of each example, counted from 0, as {@code data.group} tells them apart; null without groups. */
    public int @Nullable [] groups() {
        return groups == null ? null : groups.clone();
    }

    /**
     * The first examples, with the inputs of one column taken from other examples: all inputs that the encoder makes of the
     * column, so that the result is the same as if cells of the table had been exchanged.
     *
     * @param column position of the column; -1 to exchange nothing
     * @param from for each of the first examples, the one whose cell it gets
     */
    public Examples exchanged(int column, int[] from) {
        int rows = from.length;
        ArrayTensor copy = ArrayTensor.zeros(precision(), rows, inputs.columns());
        int blocks = encoding.shape().blocks();
        int[] copied = categories == null ? null : Arrays.copyOf(categories, rows * blocks);
        ColumnEncoder encoder =
                column < 0 ? null : encoding.columns().get(column).encoder();
        int first = encoder == null ? 0 : encoding.first(column);
        int width = encoder instanceof NumberEncoder numbers ? numbers.width() : 0;
        for (int i = 0; i < rows; i++) {
            copy.copyRow(i, inputs, i);
            for (int j = first; j < first + width; j++) {
                copy.set(i, j, inputs.get(from[i], j));
            }
            if (encoder instanceof OneHot && categories != null && copied != null) {
                int block = encoding.block(column);
                copied[i * blocks + block] = categories[from[i] * blocks + block];
            }
        }
        return new Examples(
                schema,
                encoding,
                copy,
                copied,
                Arrays.copyOf(labels, rows * this.width),
                targets,
                weights == null ? null : Arrays.copyOf(weights, rows));
    }

    /** One input of an example. */
    public double input(int example, int input) {
        if (input < inputs.columns() || categories == null) {
            return inputs.get(example, input);
        }
        int blocks = encoding.shape().blocks();
        for (int b = 0; b < blocks; b++) {
            if (categories[example * blocks + b] == input) {
                return 1;
            }
        }
        return 0;
    }

    /** The format of the inputs. */
    public Precision precision() {
        return inputs.precision();
    }

    @Override
    public void copy(int[] order, int from, ArrayTensor batch) {
        for (int i = 0; i < batch.rows(); i++) {
            batch.copyRow(i, inputs, order[from + i]);
        }
    }

    @Override
    public void copyCategories(int[] order, int from, int rows, int blocks, int[] into, int at) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(
                    Objects.requireNonNull(categories), order[from + i] * blocks, into, at + i * blocks, blocks);
        }
    }

    /**
     * Copies labels into the first rows of a tensor: values scaled for training, a class into one column as its index, or
     * one-hot into several.
     *
     * @param order positions of examples
     * @param from the first index into {@code order}
     * @param batch (at least {@code to - from} x values, 1 or classes)
     */
    public void copyLabels(int[] order, int from, int to, ArrayTensor batch) {
        if (schema.task() == Task.REGRESSION) {
            for (int i = from; i < to; i++) {
                for (int k = 0; k < width; k++) {
                    batch.set(i - from, k, target(order[i], k));
                }
            }
            return;
        }
        if (batch.columns() > 1) {
            batch.fill(0);
        }
        for (int i = from; i < to; i++) {
            double label = label(order[i]);
            if (batch.columns() > 1) {
                batch.set(i - from, (int) label, 1);
            } else {
                batch.set(i - from, 0, label);
            }
        }
    }

    /** SHA-256 of inputs, labels and weights. */
    String sha256() {
        String found = sha256;
        if (found == null) {
            MessageDigest digest = Sha256.start();
            addTo(digest);
            found = HexFormat.of().formatHex(digest.digest());
            sha256 = found;
        }
        return found;
    }

    private void addTo(MessageDigest digest) {
        for (int i = 0; i < inputs.rows(); i++) {
            digest.update(inputs.rowBytes(i));
        }
        int[] indices = categories == null ? new int[0] : categories;
        ByteBuffer four = ByteBuffer.allocate(Integer.BYTES);
        for (int index : indices) {
            digest.update(four.clear().putInt(index).flip());
        }
        ByteBuffer eight = ByteBuffer.allocate(Double.BYTES);
        for (double label : labels) {
            digest.update(eight.clear().putDouble(label).flip());
        }
        for (int i = 0; i < size() && hasWeights(); i++) {
            digest.update(eight.clear().putDouble(weight(i)).flip());
        }
    }
}
