package io.descent.inference.tensor.internal;

import org.jspecify.annotations.Nullable;

/**
 * Products of matrices of one precision. Owns working memory, so only one thread may use it at a time.
 *
 * <p>Each element of a result is one chain of fused multiply-adds that starts from zero, or from an element of a row,
 * and goes through the inner dimension in ascending order. The chain does not depend on shapes, blocking or the number
 * of threads, so all implementations compute the same bits.
 */
public abstract sealed class MatrixProduct permits Float32Product, Float64Product {
    MatrixProduct() {}

    /** c = a b, with (rows x inner), (inner x columns). */
    public final void multiply(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        multiply(c, null, a, b);
    }

    /**
     * c = a b, with (rows x inner), (inner x columns).
     *
     * @param start (1 x columns), what the sums of each row of c start from; null for zeros
     */
    public final void multiply(ArrayTensor c, @Nullable ArrayTensor start, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), b.rows(), b.columns());
        requireStart(c, start);
        run(c, start, a, a.columns(), 1, b, b.columns(), 1, a.columns());
    }

    /**
     * c = a b', with b (columns x inner).
     *
     * @param start (1 x columns), what the sums of each row of c start from; null for zeros
     */
    public final void multiplyTransposedRight(
            ArrayTensor c, @Nullable ArrayTensor start, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), b.columns(), b.rows());
        requireStart(c, start);
        run(c, start, a, a.columns(), 1, b, 1, b.columns(), a.columns());
    }

    /**
     * c = a b', where b (columns x at least inner) has more columns than a: the others are left out.
     *
     * @param start (1 x columns), what the sums of each row of c start from; null for zeros
     */
    public final void multiplyTransposedRightPart(
            ArrayTensor c, @Nullable ArrayTensor start, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), Math.min(a.columns(), b.columns()), b.rows());
        requireStart(c, start);
        run(c, start, a, a.columns(), 1, b, 1, b.columns(), a.columns());
    }

    /** c = the first columns of a b, with (rows x inner), (inner x at least as many columns as c). */
    public final void multiplyPart(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), b.rows(), Math.min(c.columns(), b.columns()));
        run(c, null, a, a.columns(), 1, b, b.columns(), 1, a.columns());
    }

    /** c = a' b, with a (inner x rows). */
    public final void multiplyTransposedLeft(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        require(c, a.columns(), a.rows(), b.rows(), b.columns());
        run(c, null, a, 1, a.columns(), b, b.columns(), 1, a.rows());
    }

    private static void requireStart(ArrayTensor c, @Nullable ArrayTensor start) {
        if (start != null && start.size() != c.columns()) {
            throw new IllegalArgumentException(
                    "expected %d starting values, one per column, got %d".formatted(c.columns(), start.size()));
        }
    }

    private static void require(ArrayTensor c, int rows, int inner, int otherInner, int columns) {
        if (c.rows() != rows || c.columns() != columns || inner != otherInner) {
            throw new IllegalArgumentException("a product of %d x %d and %d x %d does not fit into %d x %d"
                    .formatted(rows, inner, otherInner, columns, c.rows(), c.columns()));
        }
    }

    /** The same with strides: element (i, k) of a is aRow i + aColumn k elements after its first element. */
    abstract void run(
            ArrayTensor c,
            @Nullable ArrayTensor start,
            ArrayTensor a,
            int aRow,
            int aColumn,
            ArrayTensor b,
            int bRow,
            int bColumn,
            int inner);
}
