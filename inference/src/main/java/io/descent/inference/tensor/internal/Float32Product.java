package io.descent.inference.tensor.internal;

import org.jspecify.annotations.Nullable;

/** The float32 matrix product on arrays: c = start + a b. */
public abstract non-sealed class Float32Product extends MatrixProduct {
    private static final float[] NONE = {};

    /** The result, rows one after the other. */
    protected float[] c = NONE;

    /** Offset of the result. */
    protected int cOffset;

    /** Contains the starting values of each row of the result; null for zeros. */
    protected float @Nullable [] start;

    /** Offset of the starting values. */
    protected int startOffset;

    /** The left factor: its element (i, k) is at {@code aOffset + i aRow + k aColumn}. */
    protected float[] a = NONE;

    /** Offset of the left factor. */
    protected int aOffset;

    /** Stride between its rows. */
    protected int aRow;

    /** Stride between its columns. */
    protected int aColumn;

    /** The right factor: its element (k, j) is at {@code bOffset + k bRow + j bColumn}. */
    protected float[] b = NONE;

    /** Offset of the right factor. */
    protected int bOffset;

    /** Stride between its rows. */
    protected int bRow;

    /** Stride between its columns. */
    protected int bColumn;

    /** Rows of the result and of the left factor. */
    protected int rows;

    /** Columns of the result and of the right factor. */
    protected int columns;

    /** Columns of the left factor, rows of the right one. */
    protected int inner;

    /** Computes the product that the fields describe. It may change the fields. */
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
