package io.descent.simd;

import io.descent.core.parallel.Workers;
import io.descent.core.tensor.ScalarFloat32Product;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The float32 matrix product on vectors (after Goto and van de Geijn, Anatomy of high-performance matrix multiplication, 2008).
 * The right factor is packed into panels of some columns, in which rows follow each other; then blocks of four rows and up to
 * four vectors of the result stay in registers while they go through a stretch of the inner dimension. Blocks at the edges are
 * computed in a copy.
 *
 * <p>The loops over the inner dimension have no branches and start from what is in the result: vectors that live across a branch
 * are boxed by the just-in-time compiler in some shapes, at a twentieth of the speed.
 */
final class SimdFloat32Product extends ScalarFloat32Product {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /** Rows of a block. */
    private static final int ROWS = 4;

    /** Vectors of a panel, but for the last ones: with six, some compilations spill registers, at a third of the speed. */
    private static final int VECTORS = 4;

    private static final int WIDTH = VECTORS * LANES;

    /** Rows of a panel that are gone through at a time: they stay in a second-level cache. */
    private static final int DEPTH = 256;

    /** Multiplications that are worth the while of a thread. */
    private static final int SHARE = 400_000;

    /** Pieces a thread, so that one that is held up is waited for but shortly. */
    private static final int PIECES = 16;

    private final Workers workers;
    private final Workers.Task packing = this::pack;
    private final Workers.Task multiplying = this::multiply;
    private final float[][] edges;
    private float[] packed = {};
    private final Workers.Task outer = this::outerProduct;
    private final Workers.Task rowByRow = this::rowByRow;
    private int stripe;
    private int vectors;
    private int panels;
    private int stretches;
    private int rowsOfPiece;

    SimdFloat32Product(Workers workers) {
        super(workers);
        this.workers = workers;
        this.edges = new float[workers.threads()][];
    }

    @Override
    protected void compute() {
        if (computedDirectly()) {
            return;
        }
        if (bColumn == 1 && (inner == 1 || rows < ROWS)) {
            begin();
            stripe = workers.threads() == 1 || work() < SHARE ? 1 : workers.threads();
            if (inner == 1) {
                workers.run(stripe, outer);
            } else {
                workers.run(stripe, rowByRow);
            }
            return;
        }
        vectors = vectorsOf(columns);
        panels = vectors / VECTORS + Integer.bitCount(vectors % VECTORS);
        stretches = Math.max(1, (inner + DEPTH - 1) / DEPTH);
        int size = vectors * LANES * inner;
        if (packed.length < size) {
            packed = new float[size];
        }
        int threads = (int) Math.max(1, Math.min(workers.threads(), work() / SHARE));
        int parts = threads == 1 ? 1 : (PIECES * threads + panels - 1) / panels;
        rowsOfPiece = Math.max(ROWS, ((rows + parts - 1) / parts + ROWS - 1) / ROWS * ROWS);
        int pieces = panels * ((rows + rowsOfPiece - 1) / rowsOfPiece);
        if (threads == 1) {
            for (int panel = 0; panel < panels; panel++) { // while it is in a cache
                for (int stretch = 0; stretch < stretches; stretch++) {
                    pack(panel * stretches + stretch, 0);
                }
                multiply(panel, 0);
            }
        } else {
            workers.run(panels * stretches, packing);
            workers.run(pieces, multiplying);
        }
    }

    /** Adds the product of a column and a row, for some rows. */
    private void outerProduct(int piece, int worker) {
        for (int i = piece * rows / stripe; i < (piece + 1) * rows / stripe; i++) {
            addRow(c, cOffset + i * columns, a[aOffset + i * aRow], b, bOffset, columns);
        }
    }

    /** Few rows, for some columns: the right factor is used as rarely as packing would use it. */
    private void rowByRow(int piece, int worker) {
        int first = (int) ((long) vectorsOf(columns) * piece / stripe) * LANES;
        int last = Math.min(columns, (int) ((long) vectorsOf(columns) * (piece + 1) / stripe) * LANES);
        for (int i = 0; i < rows; i++) {
            int to = cOffset + i * columns;
            int from = aOffset + i * aRow;
            int j = first;
            for (; j <= last - WIDTH; j += WIDTH) {
                addWide(c, to + j, a, from, aColumn, b, bOffset + j, bRow, inner);
            }
            for (; j <= last - LANES; j += LANES) {
                addNarrow(c, to + j, a, from, aColumn, b, bOffset + j, bRow, inner);
            }
            for (; j < last; j++) {
                float s = c[to + j];
                for (int k = 0; k < inner; k++) {
                    s = Math.fma(a[from + k * aColumn], b[bOffset + j + k * bRow], s);
                }
                c[to + j] = s;
            }
        }
    }

    private static int vectorsOf(int columns) {
        return (columns + LANES - 1) / LANES;
    }

    private static void addRow(float[] c, int to, float factor, float[] b, int from, int count) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        int j = 0;
        for (; j <= count - LANES; j += LANES) {
            x.fma(FloatVector.fromArray(SPECIES, b, from + j), FloatVector.fromArray(SPECIES, c, to + j))
                    .intoArray(c, to + j);
        }
        for (; j < count; j++) {
            c[to + j] = Math.fma(factor, b[from + j], c[to + j]);
        }
    }

    private static void addWide(
            float[] c, int to, float[] a, int from, int aColumn, float[] b, int b0, int bRow, int depth) {
        FloatVector s0 = FloatVector.fromArray(SPECIES, c, to);
        FloatVector s1 = FloatVector.fromArray(SPECIES, c, to + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, c, to + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, c, to + 3 * LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * bRow;
            FloatVector x = FloatVector.broadcast(SPECIES, a[from + k * aColumn]);
            s0 = x.fma(FloatVector.fromArray(SPECIES, b, p), s0);
            s1 = x.fma(FloatVector.fromArray(SPECIES, b, p + LANES), s1);
            s2 = x.fma(FloatVector.fromArray(SPECIES, b, p + 2 * LANES), s2);
            s3 = x.fma(FloatVector.fromArray(SPECIES, b, p + 3 * LANES), s3);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + LANES);
        s2.intoArray(c, to + 2 * LANES);
        s3.intoArray(c, to + 3 * LANES);
    }

    private static void addNarrow(
            float[] c, int to, float[] a, int from, int aColumn, float[] b, int b0, int bRow, int depth) {
        FloatVector s = FloatVector.fromArray(SPECIES, c, to);
        for (int k = 0; k < depth; k++) {
            FloatVector x = FloatVector.broadcast(SPECIES, a[from + k * aColumn]);
            s = x.fma(FloatVector.fromArray(SPECIES, b, b0 + k * bRow), s);
        }
        s.intoArray(c, to);
    }

    /** The first column of a panel: after the panels of four vectors comes one of two, then one of one, as needed. */
    private int column(int panel) {
        int full = vectors / VECTORS;
        return panel <= full ? panel * WIDTH : (vectors - 1) * LANES;
    }

    /** Columns of a panel, rounded up to vectors. */
    private int width(int panel) {
        int rest = vectors - column(panel) / LANES;
        return Math.min(VECTORS, Integer.highestOneBit(rest)) * LANES;
    }

    /** Packs some rows of a panel. */
    private void pack(int piece, int worker) {
        int panel = piece / stretches;
        int k = piece % stretches * DEPTH;
        int depth = Math.min(DEPTH, inner - k);
        int width = width(panel);
        int column = column(panel);
        int given = Math.min(width, columns - column);
        int to = column * inner + k * width;
        int from = bOffset + k * bRow + column * bColumn;
        if (given < width) {
            Arrays.fill(packed, to, to + depth * width, 0);
        }
        if (bColumn == 1 && given == width) {
            copyRows(b, from, bRow, packed, to, width, depth);
            return;
        }
        int j = 0;
        for (; j <= given - ROWS; j += ROWS) {
            copyColumns(b, from + j * bColumn, bRow, bColumn, packed, to + j, width, depth);
        }
        for (; j < given; j++) {
            copyColumn(b, from + j * bColumn, bRow, packed, to + j, width, depth);
        }
    }

    private static void copyRows(float[] b, int from, int row, float[] panel, int to, int width, int depth) {
        if (width == WIDTH) {
            copyWideRows(b, from, row, panel, to, depth);
            return;
        }
        for (int j = 0; j < width; j += LANES) {
            for (int k = 0; k < depth; k++) {
                FloatVector.fromArray(SPECIES, b, from + k * row + j).intoArray(panel, to + k * width + j);
            }
        }
    }

    private static void copyWideRows(float[] b, int from, int row, float[] panel, int to, int depth) {
        for (int k = 0; k < depth; k++) {
            int p = from + k * row;
            int q = to + k * WIDTH;
            FloatVector.fromArray(SPECIES, b, p).intoArray(panel, q);
            FloatVector.fromArray(SPECIES, b, p + LANES).intoArray(panel, q + LANES);
            FloatVector.fromArray(SPECIES, b, p + 2 * LANES).intoArray(panel, q + 2 * LANES);
            FloatVector.fromArray(SPECIES, b, p + 3 * LANES).intoArray(panel, q + 3 * LANES);
        }
    }

    private static void copyColumns(
            float[] b, int from, int row, int column, float[] panel, int to, int width, int depth) {
        int p0 = from;
        int p1 = p0 + column;
        int p2 = p1 + column;
        int p3 = p2 + column;
        for (int k = 0; k < depth; k++) {
            int q = to + k * width;
            int p = k * row;
            panel[q] = b[p0 + p];
            panel[q + 1] = b[p1 + p];
            panel[q + 2] = b[p2 + p];
            panel[q + 3] = b[p3 + p];
        }
    }

    private static void copyColumn(float[] b, int from, int row, float[] panel, int to, int width, int depth) {
        for (int k = 0; k < depth; k++) {
            panel[to + k * width] = b[from + k * row];
        }
    }

    /** Computes some rows of a panel of the result. */
    private void multiply(int piece, int worker) {
        int panel = piece % panels;
        int first = piece / panels * rowsOfPiece;
        int last = Math.min(rows, first + rowsOfPiece);
        int width = width(panel);
        int column = column(panel);
        int given = Math.min(width, columns - column);
        for (int k = 0; k < inner; k += DEPTH) {
            int depth = Math.min(DEPTH, inner - k);
            int from = column * inner + k * width;
            for (int i = first; i < last; i += ROWS) {
                if (k == 0) {
                    begin(i, Math.min(last, i + ROWS), column, given);
                }
                if (given == width && i + ROWS <= last) {
                    int to = cOffset + i * columns + column;
                    add(c, to, columns, i, k, from, width, depth);
                } else {
                    edge(i, Math.min(ROWS, last - i), column, given, k, from, width, depth, worker);
                }
            }
        }
    }

    /** Sets a part of the result to what it starts from. */
    private void begin(int first, int last, int column, int count) {
        for (int i = first; i < last; i++) {
            int to = cOffset + i * columns + column;
            if (start == null) {
                Arrays.fill(c, to, to + count, 0);
            } else {
                System.arraycopy(start, startOffset + column, c, to, count);
            }
        }
    }

    /** Adds to a block that is not full, in a copy that is. */
    private void edge(int i, int height, int column, int count, int k, int from, int width, int depth, int worker) {
        if (edges[worker] == null) {
            edges[worker] = new float[ROWS * WIDTH];
        }
        float[] block = edges[worker];
        for (int row = 0; row < height; row++) {
            System.arraycopy(c, cOffset + (i + row) * columns + column, block, row * width, count);
        }
        add(block, 0, width, i, k, from, width, depth);
        for (int row = 0; row < height; row++) {
            System.arraycopy(block, row * width, c, cOffset + (i + row) * columns + column, count);
        }
    }

    /** Adds to a block; rows that are not there repeat the last one and are computed for nothing. */
    private void add(float[] to, int c0, int row, int i, int k, int from, int width, int depth) {
        int c1 = c0 + row;
        int c2 = c1 + row;
        int c3 = c2 + row;
        int origin = aOffset + k * aColumn;
        int a0 = origin + i * aRow;
        int a1 = origin + Math.min(i + 1, rows - 1) * aRow;
        int a2 = origin + Math.min(i + 2, rows - 1) * aRow;
        int a3 = origin + Math.min(i + 3, rows - 1) * aRow;
        if (width == WIDTH) {
            add4(to, c0, c1, c2, c3, a, a0, a1, a2, a3, aColumn, packed, from, depth);
        } else if (width == 2 * LANES) {
            add2(to, c0, c1, c2, c3, a, a0, a1, a2, a3, aColumn, packed, from, depth);
        } else {
            add1(to, c0, c1, c2, c3, a, a0, a1, a2, a3, aColumn, packed, from, depth);
        }
    }

    /** Four vectors a row. */
    private static void add4(
            float[] c,
            int c0,
            int c1,
            int c2,
            int c3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, c, c0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, c, c0 + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, c, c1 + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, c, c1 + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, c, c2 + 2 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, c, c2 + 3 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, c, c3 + 2 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, c, c3 + 3 * LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * 4 * LANES;
            int q = k * aColumn;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector by = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector bz = FloatVector.fromArray(SPECIES, b, p + 2 * LANES);
            FloatVector bu = FloatVector.fromArray(SPECIES, b, p + 3 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + q]);
            s00 = x0.fma(bx, s00);
            s01 = x0.fma(by, s01);
            s02 = x0.fma(bz, s02);
            s03 = x0.fma(bu, s03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + q]);
            s10 = x1.fma(bx, s10);
            s11 = x1.fma(by, s11);
            s12 = x1.fma(bz, s12);
            s13 = x1.fma(bu, s13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + q]);
            s20 = x2.fma(bx, s20);
            s21 = x2.fma(by, s21);
            s22 = x2.fma(bz, s22);
            s23 = x2.fma(bu, s23);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + q]);
            s30 = x3.fma(bx, s30);
            s31 = x3.fma(by, s31);
            s32 = x3.fma(bz, s32);
            s33 = x3.fma(bu, s33);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s22.intoArray(c, c2 + 2 * LANES);
        s23.intoArray(c, c2 + 3 * LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s32.intoArray(c, c3 + 2 * LANES);
        s33.intoArray(c, c3 + 3 * LANES);
    }

    /** Two vectors a row. */
    private static void add2(
            float[] c,
            int c0,
            int c1,
            int c2,
            int c3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, c, c3);
        FloatVector s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * 2 * LANES;
            int q = k * aColumn;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector by = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + q]);
            s00 = x0.fma(bx, s00);
            s01 = x0.fma(by, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + q]);
            s10 = x1.fma(bx, s10);
            s11 = x1.fma(by, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + q]);
            s20 = x2.fma(bx, s20);
            s21 = x2.fma(by, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + q]);
            s30 = x3.fma(bx, s30);
            s31 = x3.fma(by, s31);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
    }

    /** One vector a row. */
    private static void add1(
            float[] c,
            int c0,
            int c1,
            int c2,
            int c3,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, c, c0);
        FloatVector s10 = FloatVector.fromArray(SPECIES, c, c1);
        FloatVector s20 = FloatVector.fromArray(SPECIES, c, c2);
        FloatVector s30 = FloatVector.fromArray(SPECIES, c, c3);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * LANES;
            int q = k * aColumn;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + q]);
            s00 = x0.fma(bx, s00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + q]);
            s10 = x1.fma(bx, s10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + q]);
            s20 = x2.fma(bx, s20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + q]);
            s30 = x3.fma(bx, s30);
        }
        s00.intoArray(c, c0);
        s10.intoArray(c, c1);
        s20.intoArray(c, c2);
        s30.intoArray(c, c3);
    }
}
