package io.descent.inference.tensor.internal;

import io.descent.inference.parallel.internal.Workers;
import java.util.Arrays;

/**
 * The float32 matrix product in loops that the just-in-time compiler vectorises. Eight rows of the right factor are
 * packed into eight arrays and a row of the result into a ninth, so that the inner loop has one index. The inner loop
 * runs along the rows of the result. If rows are short and columns longer, it runs along the columns, as the product of
 * the transposes, which has the same chains. Threads divide the dimension that the inner loop runs along.
 */
public class ScalarFloat32Product extends Float32Product {
    /**
     * Elements per row of a panel. Nine rows fit into a first-level cache of 32 kB. A row with its header of 16 bytes
     * is a multiple of a cache line, so the vectors of all rows are aligned if those of one row are.
     */
    private static final int WIDTH = 3120 / Float.BYTES;

    private static final int DEPTH = 8;

    /** Rows of this length are long enough, even if columns are longer. */
    private static final int LONG = 48;

    /** Multiplications that are worth a thread. */
    private static final int SHARE = 100_000;

    /** Elements of a cache line; parts of the result are multiples of it. */
    private static final int LINE = 64 / Float.BYTES;

    /** Multiplications below which packing does not pay. */
    private static final int FEWEST = 4096;

    /** Rows computed at a time if there are few columns. */
    private static final int ROWS = 8;

    private final Workers workers;
    private final Panel[] panels;
    private final Workers.Task task = this::piece;
    private final Workers.Task columnTask = this::someRows;
    private int cRow;
    private int cColumn;
    private int share;

    /** Creates a product whose work the workers share. */
    public ScalarFloat32Product(Workers workers) {
        this.workers = workers;
        panels = new Panel[workers.threads()];
    }

    /** Whether loops over single numbers, without packing, are faster for this product. */
    protected final boolean isDirect() {
        boolean consecutive = aColumn == 1 && bRow == 1;
        return work() < FEWEST || (consecutive && (columns == 1 || rows == 1));
    }

    private void computeDirectly() {
        begin();
        if (rows == 1) {
            transpose();
        } else {
            cRow = columns;
            cColumn = 1;
        }
        share(rows);
        workers.run((rows + share - 1) / share, columnTask);
    }

    private void share(int side) {
        long threads = Math.min(workers.threads(), work() / SHARE);
        share = threads <= 1 ? side : (int) ((side + threads * LINE - 1) / (threads * LINE)) * LINE;
    }

    private void someRows(int piece, int worker) {
        int first = piece * share;
        int last = Math.min(rows, first + share);
        for (int j = 0; j < columns; j++) {
            int q = bOffset + j * bColumn;
            int i = first;
            for (; i <= last - ROWS; i += ROWS) {
                if (aColumn == 1 && bRow == 1) {
                    eightDots(c, cOffset + i * cRow + j * cColumn, cRow, a, aOffset + i * aRow, aRow, b, q, inner);
                    continue;
                }
                eight(
                        c,
                        cOffset + i * cRow + j * cColumn,
                        cRow,
                        a,
                        aOffset + i * aRow,
                        aRow,
                        aColumn,
                        b,
                        q,
                        bRow,
                        inner);
            }
            for (; i < last; i++) {
                one(c, cOffset + i * cRow + j * cColumn, a, aOffset + i * aRow, aColumn, b, q, bRow, inner);
            }
        }
    }

    private static void eight(
            float[] c,
            int to,
            int cRow,
            float[] a,
            int p,
            int aRow,
            int aColumn,
            float[] b,
            int q,
            int bRow,
            int inner) {
        int p1 = p + aRow;
        int p2 = p1 + aRow;
        int p3 = p2 + aRow;
        int p4 = p3 + aRow;
        int p5 = p4 + aRow;
        int p6 = p5 + aRow;
        int p7 = p6 + aRow;
        float s0 = c[to];
        float s1 = c[to + cRow];
        float s2 = c[to + 2 * cRow];
        float s3 = c[to + 3 * cRow];
        float s4 = c[to + 4 * cRow];
        float s5 = c[to + 5 * cRow];
        float s6 = c[to + 6 * cRow];
        float s7 = c[to + 7 * cRow];
        for (int k = 0; k < inner; k++) {
            float x = b[q + k * bRow];
            int d = k * aColumn;
            s0 = Math.fma(a[p + d], x, s0);
            s1 = Math.fma(a[p1 + d], x, s1);
            s2 = Math.fma(a[p2 + d], x, s2);
            s3 = Math.fma(a[p3 + d], x, s3);
            s4 = Math.fma(a[p4 + d], x, s4);
            s5 = Math.fma(a[p5 + d], x, s5);
            s6 = Math.fma(a[p6 + d], x, s6);
            s7 = Math.fma(a[p7 + d], x, s7);
        }
        c[to] = s0;
        c[to + cRow] = s1;
        c[to + 2 * cRow] = s2;
        c[to + 3 * cRow] = s3;
        c[to + 4 * cRow] = s4;
        c[to + 5 * cRow] = s5;
        c[to + 6 * cRow] = s6;
        c[to + 7 * cRow] = s7;
    }

    /** The same for consecutive numbers, where the loop needs no index checks. */
    private static void eightDots(
            float[] c, int to, int cRow, float[] a, int p, int aRow, float[] b, int q, int inner) {
        int p1 = p + aRow;
        int p2 = p1 + aRow;
        int p3 = p2 + aRow;
        int p4 = p3 + aRow;
        int p5 = p4 + aRow;
        int p6 = p5 + aRow;
        int p7 = p6 + aRow;
        float s0 = c[to];
        float s1 = c[to + cRow];
        float s2 = c[to + 2 * cRow];
        float s3 = c[to + 3 * cRow];
        float s4 = c[to + 4 * cRow];
        float s5 = c[to + 5 * cRow];
        float s6 = c[to + 6 * cRow];
        float s7 = c[to + 7 * cRow];
        for (int k = 0; k < inner; k++) {
            float x = b[q + k];
            s0 = Math.fma(a[p + k], x, s0);
            s1 = Math.fma(a[p1 + k], x, s1);
            s2 = Math.fma(a[p2 + k], x, s2);
            s3 = Math.fma(a[p3 + k], x, s3);
            s4 = Math.fma(a[p4 + k], x, s4);
            s5 = Math.fma(a[p5 + k], x, s5);
            s6 = Math.fma(a[p6 + k], x, s6);
            s7 = Math.fma(a[p7 + k], x, s7);
        }
        c[to] = s0;
        c[to + cRow] = s1;
        c[to + 2 * cRow] = s2;
        c[to + 3 * cRow] = s3;
        c[to + 4 * cRow] = s4;
        c[to + 5 * cRow] = s5;
        c[to + 6 * cRow] = s6;
        c[to + 7 * cRow] = s7;
    }

    private static void one(float[] c, int to, float[] a, int p, int aColumn, float[] b, int q, int bRow, int inner) {
        float s = c[to];
        for (int k = 0; k < inner; k++) {
            s = Math.fma(a[p + k * aColumn], b[q + k * bRow], s);
        }
        c[to] = s;
    }

    @Override
    protected void compute() {
        if (isDirect()) {
            computeDirectly();
            return;
        }
        begin();
        if (columns >= Math.min(rows, LONG)) {
            cRow = columns;
            cColumn = 1;
        } else {
            transpose();
        }
        share(columns);
        workers.run((columns + share - 1) / share, task);
    }

    /** Sets the result to its starting values. */
    private void begin() {
        if (start == null) {
            Arrays.fill(c, cOffset, cOffset + rows * columns, 0);
        } else {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(start, startOffset, c, cOffset + i * columns, columns);
            }
        }
    }

    /** Turns this into the product of the transposes. */
    protected final void transpose() {
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

    /** The nine rows of one thread. */
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
            int n = Math.min(width, WIDTH); // without this bound, the loop is not vectorised
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
