package io.descent.core.tensor;

import io.descent.core.parallel.Workers;
import java.util.Arrays;

/**
 * The float32 matrix product in loops that the just-in-time compiler vectorises: eight rows of the right factor are packed into
 * eight arrays and a row of the result into a ninth, so that the inner loop has one index. It runs along the rows of
 * the result, or along its columns if they are longer and rows are short, and threads share what it runs along; the product of
 * the transposes has the same chains.
 */
public class ScalarFloat32Product extends Float32Product {
    /**
     * Elements of a row of a panel: nine rows stay in a first-level cache of 32 kB, and with their headers of 16 bytes they are
     * multiples of a cache line, so that vectors of all rows are aligned when those of one are.
     */
    private static final int WIDTH = 3120 / Float.BYTES;

    private static final int DEPTH = 8;

    /** A side that is long enough, be the other one longer. */
    private static final int LONG = 48;

    /** Multiplications that are worth the while of a thread. */
    private static final int SHARE = 200_000;

    /** Parts of the result are multiples of this: a cache line. */
    private static final int LINE = 64 / Float.BYTES;

    private final Workers workers;
    private final Panel[] panels;
    private final Workers.Task task = this::piece;
    private int cRow;
    private int cColumn;
    private int share;

    /** A product whose work is shared. */
    public ScalarFloat32Product(Workers workers) {
        this.workers = workers;
        panels = new Panel[workers.threads()];
    }

    @Override
    protected void compute() {
        begin();
        if (columns >= Math.min(rows, LONG)) {
            cRow = columns;
            cColumn = 1;
        } else {
            transpose();
        }
        long threads = Math.min(workers.threads(), work() / SHARE);
        share = threads <= 1 ? columns : (int) ((columns + threads * LINE - 1) / (threads * LINE)) * LINE;
        workers.run((columns + share - 1) / share, task);
    }

    private void begin() {
        if (start == null) {
            Arrays.fill(c, cOffset, cOffset + rows * columns, 0);
        } else {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(start, startOffset, c, cOffset + i * columns, columns);
            }
        }
    }

    /** The product of the transposes. */
    private void transpose() {
        cRow = 1;
        cColumn = columns;
        int count = rows;
        rows = columns;
        columns = count;
        float[] left = a;
        a = b;
        b = left;
        int offset = aOffset;
        aOffset = bOffset;
        bOffset = offset;
        int row = aRow;
        aRow = bColumn;
        bColumn = row;
        int column = aColumn;
        aColumn = bRow;
        bRow = column;
    }

    private void piece(int piece, int worker) {
        if (panels[worker] == null) {
            panels[worker] = new Panel();
        }
        int end = Math.min(columns, (piece + 1) * share);
        for (int j = piece * share; j < end; j += WIDTH) {
            panels[worker].add(
                    c,
                    cOffset + j * cColumn,
                    cRow,
                    cColumn,
                    a,
                    aOffset,
                    aRow,
                    aColumn,
                    b,
                    bOffset + j * bColumn,
                    bRow,
                    bColumn,
                    rows,
                    Math.min(WIDTH, end - j),
                    inner);
        }
    }

    /** The nine rows, for one thread. */
    private static final class Panel {
        private final float[] b0 = new float[WIDTH];
        private final float[] b1 = new float[WIDTH];
        private final float[] b2 = new float[WIDTH];
        private final float[] b3 = new float[WIDTH];
        private final float[] b4 = new float[WIDTH];
        private final float[] b5 = new float[WIDTH];
        private final float[] b6 = new float[WIDTH];
        private final float[] b7 = new float[WIDTH];
        private final float[] c0 = new float[WIDTH];

        /** Computes some columns of the result. */
        void add(
                float[] c,
                int cPanel,
                int cRow,
                int cColumn,
                float[] a,
                int aOffset,
                int aRow,
                int aColumn,
                float[] b,
                int bPanel,
                int bRow,
                int bColumn,
                int rows,
                int width,
                int inner) {
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
            int n = Math.min(width, WIDTH); // without the bound, the loop is not vectorised
            for (int j = 0; j < n; j++) {
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
            int n = Math.min(width, WIDTH);
            for (int j = 0; j < n; j++) {
                c[j] = Math.fma(a, d[j], c[j]);
            }
        }
    }
}
