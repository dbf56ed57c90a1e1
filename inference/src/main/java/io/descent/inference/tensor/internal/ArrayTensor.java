package io.descent.inference.tensor.internal;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A tensor on consecutive elements of a flat array, with operations for the trainer in addition to those for plugins.
 *
 * <p>Loops use one index for all arrays, because the just-in-time compiler vectorises only such loops. Operands at
 * different offsets of their arrays are therefore copied to the same offset first. Parameters, gradients, slots and
 * scratch are laid out so that this never happens in a training step.
 */
public abstract sealed class ArrayTensor implements Tensor permits Float32Tensor, Float64Tensor {
    final int offset;
    final int rows;
    final int columns;
    final boolean block;

    ArrayTensor(int offset, int rows, int columns, boolean block) {
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.block = block;
    }

    /**
     * A new tensor of zeros whose functions run on scalar kernels.
     *
     * @throws IllegalArgumentException if it would have more than 2^31 - 9 elements
     */
    public static ArrayTensor zeros(Precision precision, int rows, int columns) {
        return zeros(new Scalar(), precision, rows, columns);
    }

    /**
     * A new tensor of zeros whose functions run on a backend.
     *
     * @throws IllegalArgumentException if it would have more than 2^31 - 9 elements
     */
    public static ArrayTensor zeros(Backend backend, Precision precision, int rows, int columns) {
        long size = (long) rows * columns;
        if (rows < 0 || columns < 0 || size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a tensor of %d x %d elements is too large".formatted(rows, columns));
        }
        return switch (precision) {
            case FLOAT32 -> new Float32Tensor(new float[(int) size], 0, rows, columns, false, backend.float32());
            case FLOAT64 -> new Float64Tensor(new double[(int) size], 0, rows, columns, false, backend.float64());
        };
    }

    /** A new tensor of zeros of the same shape, precision and backend. */
    public abstract ArrayTensor like();

    /** The format of the elements. */
    public abstract Precision precision();

    /**
     * A view of consecutive elements in another shape.
     *
     * @param from the first element, counted row by row
     */
    public ArrayTensor view(int from, int rows, int columns) {
        Objects.checkFromIndexSize(from, Math.multiplyExact(rows, columns), size());
        return at(offset + from, rows, columns, block);
    }

    /** A view of the elements {@code from} to {@code to - 1} as one row, on which reductions throw. */
    public ArrayTensor block(int from, int to) {
        Objects.checkFromToIndex(from, to, size());
        return at(offset + from, 1, to - from, true);
    }

    /** Views of all rows, at most {@code count} rows each. */
    public List<ArrayTensor> split(int count) {
        List<ArrayTensor> parts = new ArrayList<>();
        for (int from = 0; from < rows; from += count) {
            parts.add(rows(from, Math.min(rows, from + count)));
        }
        return parts;
    }

    abstract ArrayTensor at(int offset, int rows, int columns, boolean block);

    /** Number of elements. */
    public int size() {
        return rows * columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public ArrayTensor rows(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return at(offset + from * columns, to - from, columns, block);
    }

    @Override
    public ArrayTensor row(int index) {
        Objects.checkIndex(index, rows);
        return at(offset + index * columns, 1, columns, block);
    }

    /**
     * Copies one row of another tensor, of any precision, into one row of this one.
     *
     * @throws IllegalArgumentException if the numbers of columns differ
     */
    public abstract void copyRow(int row, ArrayTensor source, int sourceRow);

    /** Sets a row to the numbers at the start of an array. */
    public void setRow(int row, double[] values) {
        setRow(row, values, 0);
    }

    /** Sets a row to the numbers of an array from {@code from} on. */
    public abstract void setRow(int row, double[] values, int from);

    /** Sets a row to (value - mean) / deviation of the numbers at the start of arrays, computed in float64. */
    public abstract void setRow(int row, double[] values, double[] mean, double[] deviation);

    /** Sets a row to the numbers of an array from {@code from} on. */
    public void setRow(int row, float[] values, int from) {
        if (this instanceof Float32Tensor same) {
            System.arraycopy(values, from, same.array, index(row, 0), columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            set(row, j, values[from + j]);
        }
    }

    /** Copies a row into an array from {@code to} on, rounded to float32. */
    public void getRow(int row, float[] values, int to) {
        if (this instanceof Float32Tensor same) {
            System.arraycopy(same.array, index(row, 0), values, to, columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            values[to + j] = (float) get(row, j);
        }
    }

    /**
     * Adds columns of weights to some columns of this tensor: element (i, j) gets, for each block b in ascending order,
     * the weight (j, c) with c = {@code categories[i * blocks + b]}, or nothing if c is negative. This is the product of
     * one-hot rows and transposed weights, without its zeros.
     *
     * @param weights (columns of this tensor x inputs)
     * @param categories (rows of this tensor x blocks), row by row
     * @param from the first column that changes
     * @param to the column after the last one that changes
     */
    public abstract void addColumns(ArrayTensor weights, int[] categories, int blocks, int from, int to);

    /**
     * Adds rows of transposed weights to every row of this tensor; otherwise as {@link #addColumns}, with the same bits.
     *
     * @param transposed (inputs x columns of this tensor)
     * @param categories (rows of this tensor x blocks), row by row
     */
    public abstract void addRows(ArrayTensor transposed, int[] categories, int blocks);

    /**
     * Adds gradients to some rows of this tensor (units x inputs): for each example i in ascending order and each block
     * b, element (j, c) gets {@code deltas(i, j)} with c = {@code categories[i * blocks + b]}, or nothing if c is
     * negative. This is the product of transposed deltas and one-hot rows, without its zeros.
     *
     * @param deltas (examples x units)
     * @param categories (examples x blocks), row by row
     * @param from the first row that changes
     * @param to the row after the last one that changes
     */
    public abstract void scatterColumns(ArrayTensor deltas, int[] categories, int blocks, int from, int to);

    /** Copies some rows of a tensor with fewer columns into the first columns of the same rows of this one. */
    public abstract void setFirstColumns(ArrayTensor source, int from, int to);

    /** Sets some rows to zero, from a column on. */
    public abstract void clearColumns(int column, int from, int to);

    /** Sets every row to the only row of {@code x}. */
    public abstract ArrayTensor assignRows(ArrayTensor x);

    /** Sets this to x + c y. All three must have the same shape and the same offset in their arrays. */
    public abstract ArrayTensor assignSum(ArrayTensor x, ArrayTensor y, double c);

    /** Multiplies each row by a factor, rounded to the precision of this tensor. */
    public abstract ArrayTensor scaleRows(double[] factors);

    /** Sets this row to the sums of the columns of {@code x}, each accumulated from the first row to the last. */
    public abstract ArrayTensor assignColumnSums(ArrayTensor x);

    /** The index of the first element, counted row by row, that is NaN or infinite; -1 if all are finite. */
    public int firstNonFinite() {
        return firstBeyond(Double.MAX_VALUE);
    }

    /**
     * The index of the first element, counted row by row, whose magnitude exceeds a limit, or that is NaN or infinite;
     * -1 if there is none.
     */
    public abstract int firstBeyond(double limit);

    /** The Euclidean norm, accumulated in float64 in a fixed order; it overflows only if the norm itself does. */
    public abstract double norm();

    /** Appends all elements to a buffer, little-endian, row by row. */
    public abstract void writeTo(ByteBuffer buffer);

    /** The elements of a row, little-endian. */
    public byte[] rowBytes(int row) {
        ByteBuffer bytes = ByteBuffer.allocate(columns * precision().bytes());
        row(row).writeTo(bytes);
        return bytes.array();
    }

    /** Overwrites all elements with the next ones of a buffer, little-endian, row by row. */
    public abstract void readFrom(ByteBuffer buffer);

    final int index(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        return offset + row * columns + column;
    }

    final void requireReducible() {
        if (block) {
            throw new UnsupportedOperationException(
                    "an element-wise optimizer gets blocks of parameters, of any size and in any order, so it cannot use"
                            + " reductions (sum, dot, max); return false from elementwise()");
        }
    }

    final void requireShapeOf(Tensor x) {
        if (x.rows() != rows || x.columns() != columns) {
            throw new IllegalArgumentException("shapes differ: this tensor is %d x %d, the operand %d x %d"
                    .formatted(rows, columns, x.rows(), x.columns()));
        }
    }

    final IllegalArgumentException wrongPrecision(Tensor x) {
        return new IllegalArgumentException(
                x instanceof ArrayTensor other
                        ? "precisions differ: this tensor is %s, the operand %s"
                                .formatted(precision(), other.precision())
                        : "the operand is a %s; expected a tensor from the trainer"
                                .formatted(x.getClass().getName()));
    }

    /** Shape and precision, without the content. */
    @Override
    public String toString() {
        return "%s tensor (%d x %d)".formatted(precision(), rows, columns);
    }
}
