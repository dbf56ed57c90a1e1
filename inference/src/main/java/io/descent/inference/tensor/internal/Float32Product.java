package io.descent.inference.tensor.internal;

import org.jspecify.annotations.Nullable;

/** The float32 matrix product on arrays: c = start + a b. */
public abstract non-sealed class Float32Product extends MatrixProduct {
    private static final float[] NONE = {};

    /** The result, rows one after the other. */
    protected float[] c = NONE;

    /** Where the result begins. */
    protected int cOffset;

    /** Holds what each row of the result starts from; null for zeros. */
    protected float @Nullable [] start;

    /** Where the start begins. */
    protected int startOffset;

    /** The left factor: its element (i, k) is at {@code aOffset + i aRow + k aColumn}. */
    protected float[] a = NONE;

    /** Where the left factor begins. */
    protected int aOffset;

    /** The distance of its rows. */
    protected int aRow;

    /** The distance of its columns. */
    protected int aColumn;

    /** The right factor: its element (k, j) is at {@code bOffset + k bRow + j bColumn}. */
    protected float[] b = NONE;

    /** Where the right factor begins. */
    protected int bOffset;

    /** The distance of its rows. */
    protected int bRow;

    /** The distance of its columns. */
    protected int bColumn;

    /** Rows of the result and of the left factor. */
    protected int rows;

    /** Columns of the result and of the right factor. */
    protected int columns;

    /** Columns of the left factor, rows of the right one. */
    protected int inner;

    /** Computes the product that the fields describe; they may be changed. */
    protected abstract void compute();

    /** The number of multiplications. */
    protected final long work() {
        return (long) rows * columns * inner;
    }

    @Override
    final void run(
            ArrayTensor result,
            @Nullable ArrayTensor first,
            ArrayTensor left,
            int leftRow,
            int leftColumn,
            ArrayTensor right,
            int rightRow,
            int rightColumn,
            int depth) {
        c = ((Float32Tensor) result).array;
        cOffset = result.offset;
        start = first == null ? null : ((Float32Tensor) first).array;
        startOffset = first == null ? 0 : first.offset;
        a = ((Float32Tensor) left).array;
        aOffset = left.offset;
        aRow = leftRow;
        aColumn = leftColumn;
        b = ((Float32Tensor) right).array;
        bOffset = right.offset;
        bRow = rightRow;
        bColumn = rightColumn;
        rows = result.rows;
        columns = result.columns;
        inner = depth;
        compute();
    }
}
