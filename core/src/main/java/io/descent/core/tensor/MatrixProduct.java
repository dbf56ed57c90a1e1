package io.descent.core.tensor;

/**
 * Computes C = C + A B for tensors of one precision. Holds the memory it packs panels into: one for each thread.
 *
 * <p>Each element of the result is one chain of fused multiply-adds that starts from the element of C and goes through the
 * inner dimension in ascending order, whatever the shapes and the blocking, so that every implementation gives the same
 * bits.
 */
public abstract sealed class MatrixProduct permits Float32Product, Float64Product {
    /** A product for tensors of the given precision. */
    public static MatrixProduct of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> new Float32Product();
            case FLOAT64 -> new Float64Product();
        };
    }

    /** c = c + a b, with (rows x inner), (inner x columns). */
    public final void add(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), b.rows(), b.columns());
        add(c, a, a.columns(), 1, b, b.columns(), 1, a.columns());
    }

    /** c = c + a b', with b (columns x inner). */
    public final void addTransposedRight(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        require(c, a.rows(), a.columns(), b.columns(), b.rows());
        add(c, a, a.columns(), 1, b, 1, b.columns(), a.columns());
    }

    /** c = c + a' b, with a (inner x rows). */
    public final void addTransposedLeft(ArrayTensor c, ArrayTensor a, ArrayTensor b) {
        require(c, a.columns(), a.rows(), b.rows(), b.columns());
        add(c, a, 1, a.columns(), b, b.columns(), 1, a.rows());
    }

    private static void require(ArrayTensor c, int rows, int inner, int otherInner, int columns) {
        if (c.rows() != rows || c.columns() != columns || inner != otherInner) {
            throw new IllegalArgumentException("a product of %d x %d and %d x %d does not fit into %d x %d"
                    .formatted(rows, inner, otherInner, columns, c.rows(), c.columns()));
        }
    }

    /** The same with distances in memory: element (i, k) of a is aRow i + aColumn k after its first element. */
    abstract void add(
            ArrayTensor c, ArrayTensor a, int aRow, int aColumn, ArrayTensor b, int bRow, int bColumn, int inner);
}
