package io.descent.core.tensor;

/**
 * The float32 matrix product: eight rows of the right factor are packed into eight arrays and a row of the result into a
 * ninth, so that the inner loop has one index and the just-in-time compiler vectorises it.
 */
final class Float32Product extends MatrixProduct {
    /** Elements of a panel's row: nine rows stay in a first-level cache of 32 kB. */
    private static final int WIDTH = 3072 / Float.BYTES;

    private static final int DEPTH = 8;

    private final float[] b0 = new float[WIDTH];
    private final float[] b1 = new float[WIDTH];
    private final float[] b2 = new float[WIDTH];
    private final float[] b3 = new float[WIDTH];
    private final float[] b4 = new float[WIDTH];
    private final float[] b5 = new float[WIDTH];
    private final float[] b6 = new float[WIDTH];
    private final float[] b7 = new float[WIDTH];
    private final float[] c0 = new float[WIDTH];

    @Override
    void add(ArrayTensor c, ArrayTensor a, int aRow, int aColumn, ArrayTensor b, int bRow, int bColumn, int inner) {
        float[] cs = ((Float32Tensor) c).array;
        float[] as = ((Float32Tensor) a).array;
        float[] bs = ((Float32Tensor) b).array;
        // the inner loop runs along the longer side of the result; the product of the transposes has the same chains
        if (c.columns >= c.rows) {
            run(
                    cs, c.offset, c.columns, 1, as, a.offset, aRow, aColumn, bs, b.offset, bRow, bColumn, c.rows,
                    c.columns, inner);
        } else {
            run(
                    cs, c.offset, 1, c.columns, bs, b.offset, bColumn, bRow, as, a.offset, aColumn, aRow, c.columns,
                    c.rows, inner);
        }
    }

    private void run(
            float[] c,
            int cOffset,
            int cRow,
            int cColumn,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int bRow,
            int bColumn,
            int rows,
            int columns,
            int inner) {
        for (int j = 0; j < columns; j += WIDTH) {
            int width = Math.min(WIDTH, columns - j);
            int cPanel = cOffset + j * cColumn;
            int bPanel = bOffset + j * bColumn;
            int k = 0;
            for (; k <= inner - DEPTH; k += DEPTH) {
                pack(b, bPanel + k * bRow, bRow, bColumn, width);
                for (int i = 0; i < rows; i++) {
                    int p = aOffset + i * aRow + k * aColumn;
                    load(c, cPanel + i * cRow, cColumn, width);
                    chain(
                            a[p],
                            a[p + aColumn],
                            a[p + 2 * aColumn],
                            a[p + 3 * aColumn],
                            a[p + 4 * aColumn],
                            a[p + 5 * aColumn],
                            a[p + 6 * aColumn],
                            a[p + 7 * aColumn],
                            width);
                    store(c, cPanel + i * cRow, cColumn, width);
                }
            }
            for (; k < inner; k++) {
                packOne(b, bPanel + k * bRow, bColumn, width);
                for (int i = 0; i < rows; i++) {
                    load(c, cPanel + i * cRow, cColumn, width);
                    link(a[aOffset + i * aRow + k * aColumn], width);
                    store(c, cPanel + i * cRow, cColumn, width);
                }
            }
        }
    }

    private void pack(float[] b, int from, int row, int column, int width) {
        float[] d0 = b0;
        float[] d1 = b1;
        float[] d2 = b2;
        float[] d3 = b3;
        float[] d4 = b4;
        float[] d5 = b5;
        float[] d6 = b6;
        float[] d7 = b7;
        int p = from;
        for (int j = 0; j < width; j++, p += column) {
            d0[j] = b[p];
            d1[j] = b[p + row];
            d2[j] = b[p + 2 * row];
            d3[j] = b[p + 3 * row];
            d4[j] = b[p + 4 * row];
            d5[j] = b[p + 5 * row];
            d6[j] = b[p + 6 * row];
            d7[j] = b[p + 7 * row];
        }
    }

    private void packOne(float[] b, int from, int column, int width) {
        float[] d0 = b0;
        for (int j = 0, p = from; j < width; j++, p += column) {
            d0[j] = b[p];
        }
    }

    private void load(float[] c, int from, int column, int width) {
        if (column == 1) {
            System.arraycopy(c, from, c0, 0, width);
        } else {
            float[] d = c0;
            for (int j = 0, p = from; j < width; j++, p += column) {
                d[j] = c[p];
            }
        }
    }

    private void store(float[] c, int to, int column, int width) {
        if (column == 1) {
            System.arraycopy(c0, 0, c, to, width);
        } else {
            float[] d = c0;
            for (int j = 0, p = to; j < width; j++, p += column) {
                c[p] = d[j];
            }
        }
    }

    private void chain(float a0, float a1, float a2, float a3, float a4, float a5, float a6, float a7, int width) {
        float[] d0 = b0;
        float[] d1 = b1;
        float[] d2 = b2;
        float[] d3 = b3;
        float[] d4 = b4;
        float[] d5 = b5;
        float[] d6 = b6;
        float[] d7 = b7;
        float[] c = c0;
        for (int j = 0; j < width; j++) {
            float s = Math.fma(a0, d0[j], c[j]);
            s = Math.fma(a1, d1[j], s);
            s = Math.fma(a2, d2[j], s);
            s = Math.fma(a3, d3[j], s);
            s = Math.fma(a4, d4[j], s);
            s = Math.fma(a5, d5[j], s);
            s = Math.fma(a6, d6[j], s);
            c[j] = Math.fma(a7, d7[j], s);
        }
    }

    private void link(float a, int width) {
        float[] d = b0;
        float[] c = c0;
        for (int j = 0; j < width; j++) {
            c[j] = Math.fma(a, d[j], c[j]);
        }
    }
}
