package io.descent.simd;

import io.descent.inference.parallel.internal.Workers;
import io.descent.inference.tensor.internal.ScalarFloat32Product;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The float32 matrix product on vectors (after Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication", 2008). The right factor is packed into panels of a few columns, row after row. Blocks of the result,
 * four rows by up to four vectors, stay in registers while they run through a stretch of the inner dimension. If a
 * panel has fewer columns than its vectors have lanes, blocks are computed in a separate buffer and copied.
 *
 * <p>The loops over the inner dimension have no branches: for some shapes, the JIT compiler boxes vectors that live
 * across a branch, which makes the product twenty times slower. For the same reason, blocks always load their start
 * values, even if they are zeros.
 */
final class SimdFloat32Product extends ScalarFloat32Product {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    /**
     * Vectors per panel; the last one may have fewer. With six, some compilations spill registers, at a third of the
     * speed.
     */
    private static final int VECTORS = 4;

    private static final int WIDTH = VECTORS * LANES;

    /** Rows per block. */
    private static final int ROWS = 4;

    /** Rows of a panel that are processed at a time: they stay in the second-level cache. */
    private static final int DEPTH = 256;

    /** The number of multiplications for which a thread is worthwhile. */
    private static final int SHARE = 400_000;

    /** The same if each number of the right factor is used only a few times. */
    private static final int THIN_SHARE = 100_000;

    /** Pieces of work per thread; many small pieces shorten the wait for a thread that is delayed. */
    private static final int PIECES = 16;

    /** Up to this number of rows, a right factor whose rows are contiguous is not worth packing. */
    private static final int FEW = 64;

    private final Workers workers;
    private final Workers.Task packing = this::packPiece;
    private final Workers.Task multiplying = this::multiply;
    private final Workers.Task outer = this::outerProduct;
    private final Workers.Task rowByRow = this::rowByRow;
    private final float[][] asides;
    private float[] packed = {};
    private float[] zeros = {};
    private float[] given = {};

    /** The start values of every row of the result, padded to whole vectors. */
    private float[] origin = {};

    private int stripe;
    private int vectors;
    private int panels;

    /** The number of leading columns that are read in place, without packing. */
    private int unpacked;

    private int stretches;
    private int rowsOfPiece;

    SimdFloat32Product(Workers workers) {
        super(workers);
        this.workers = workers;
        this.asides = new float[workers.threads()][ROWS * WIDTH];
    }

    @Override
    protected void compute() {
        if (isDirect()) {
            super.compute();
            return;
        }
        begin();
        if (bColumn == 1 && (inner == 1 || rows < ROWS)) {
            stripe = workers.threads() == 1 || work() < THIN_SHARE ? 1 : workers.threads();
            workers.run(stripe, inner == 1 ? outer : rowByRow);
            return;
        }
        panels = (vectors + VECTORS - 1) / VECTORS;
        stretches = Math.max(1, (inner + DEPTH - 1) / DEPTH);
        unpacked = bColumn == 1 && rows <= FEW ? columns / WIDTH * WIDTH : 0;
        if (unpacked < columns) {
            packed = atLeast(vectors * LANES * inner, packed);
        }
        int threads = (int) Math.max(1, Math.min(workers.threads(), work() / SHARE));
        if (threads == 1) {
            rowsOfPiece = rows;
            for (int panel = 0; panel < panels; panel++) {
                for (int stretch = 0; stretch < stretches && panel * WIDTH >= unpacked; stretch++) {
                    pack(panel, stretch);
                }
                multiply(panel, 0); // while the panel is still in a cache
            }
        } else {
            int parts = (PIECES * threads + panels - 1) / panels;
            rowsOfPiece = (rows + parts * ROWS - 1) / (parts * ROWS) * ROWS;
            workers.run((panels - unpacked / WIDTH) * stretches, packing);
            workers.run(panels * ((rows + rowsOfPiece - 1) / rowsOfPiece), multiplying);
        }
    }

    private static float[] atLeast(int size, float[] array) {
        return array.length < size ? new float[size] : array;
    }

    /** Turns a single column into a row, so that it can be packed, and fills the start values of rows. */
    private void begin() {
        boolean one = columns == 1;
        if (one) {
            transpose();
        }
        vectors = vectorsOf(columns);
        if (start == null) {
            zeros = atLeast(vectors * LANES, zeros);
            origin = zeros;
            return;
        }
        given = atLeast(vectors * LANES, given);
        if (one) {
            Arrays.fill(given, start[startOffset]);
        } else {
            System.arraycopy(start, startOffset, given, 0, columns);
        }
        origin = given;
    }

    /** Computes some rows of the product of a column and a row. */
    private void outerProduct(int piece, int worker) {
        for (int i = piece * rows / stripe; i < (piece + 1) * rows / stripe; i++) {
            outerRow(origin, c, cOffset + i * columns, a[aOffset + i * aRow], b, bOffset, columns);
        }
    }

    private static void outerRow(float[] s, float[] c, int to, float factor, float[] b, int from, int count) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        int j = 0;
        for (; j <= count - LANES; j += LANES) {
            x.fma(FloatVector.fromArray(SPECIES, b, from + j), FloatVector.fromArray(SPECIES, s, j))
                    .intoArray(c, to + j);
        }
        if (j < count && count >= LANES) {
            j = count - LANES; // recomputes some elements, with the same result
            x.fma(FloatVector.fromArray(SPECIES, b, from + j), FloatVector.fromArray(SPECIES, s, j))
                    .intoArray(c, to + j);
            return;
        }
        for (; j < count; j++) {
            c[to + j] = Math.fma(factor, b[from + j], s[j]);
        }
    }

    /**
     * Computes some columns of a product with few rows, without packing: packing would read the right factor as often.
     */
    private void rowByRow(int piece, int worker) {
        int first = (int) ((long) vectors * piece / stripe) * LANES;
        int last = Math.min(columns, (int) ((long) vectors * (piece + 1) / stripe) * LANES);
        for (int i = 0; i < rows; i++) {
            int to = cOffset + i * columns;
            int from = aOffset + i * aRow;
            int j = first;
            for (; j <= last - WIDTH; j += WIDTH) {
                row4(origin, j, c, to + j, a, from, aColumn, b, bOffset + j, bRow, inner);
            }
            for (; j <= last - LANES; j += LANES) {
                row1(origin, j, c, to + j, a, from, aColumn, b, bOffset + j, bRow, inner);
            }
            if (j < last && columns >= LANES) {
                j = columns - LANES; // recomputes some elements, with the same result
                row1(origin, j, c, to + j, a, from, aColumn, b, bOffset + j, bRow, inner);
                continue;
            }
            for (; j < last; j++) {
                float s = origin[j];
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

    /** Returns the number of columns of a panel, rounded up to whole vectors. */
    private int width(int panel) {
        return Math.min(VECTORS, vectors - panel * VECTORS) * LANES;
    }

    private void packPiece(int piece, int worker) {
        pack(unpacked / WIDTH + piece / stretches, piece % stretches);
    }

    /** Packs a stretch of a panel. */
    private void pack(int panel, int stretch) {
        int k = stretch * DEPTH;
        int depth = Math.min(DEPTH, inner - k);
        int width = width(panel);
        int column = panel * WIDTH;
        int count = Math.min(width, columns - column);
        int to = column * inner + k * width;
        int from = bOffset + k * bRow + column * bColumn;
        if (count < width) {
            Arrays.fill(packed, to, to + depth * width, 0);
        }
        if (bColumn == 1 && count == width) {
            copyRows(b, from, bRow, packed, to, width, depth);
        } else if (bColumn == 1) {
            for (int n = 0; n < depth; n++) {
                System.arraycopy(b, from + n * bRow, packed, to + n * width, count);
            }
        } else {
            int j = 0;
            for (; j <= count - ROWS; j += ROWS) {
                copyColumns(b, from + j * bColumn, bColumn, packed, to + j, width, depth);
            }
            for (; j < count; j++) {
                copyColumn(b, from + j * bColumn, packed, to + j, width, depth);
            }
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

    private static void copyColumns(float[] b, int from, int column, float[] panel, int to, int width, int depth) {
        int p0 = from;
        int p1 = p0 + column;
        int p2 = p1 + column;
        int p3 = p2 + column;
        for (int k = 0; k < depth; k++) {
            int q = to + k * width;
            panel[q] = b[p0 + k];
            panel[q + 1] = b[p1 + k];
            panel[q + 2] = b[p2 + k];
            panel[q + 3] = b[p3 + k];
        }
    }

    private static void copyColumn(float[] b, int from, float[] panel, int to, int width, int depth) {
        for (int k = 0; k < depth; k++) {
            panel[to + k * width] = b[from + k];
        }
    }

    /** Computes some rows of a panel of the result. */
    private void multiply(int piece, int worker) {
        int panel = piece % panels;
        int first = piece / panels * rowsOfPiece;
        int last = Math.min(rows, first + rowsOfPiece);
        int width = width(panel);
        int column = panel * WIDTH;
        if (columns - column < width) {
            multiplyAside(first, last, column, width, asides[worker]);
            return;
        }
        for (int k = 0; k < inner; k += DEPTH) {
            int depth = Math.min(DEPTH, inner - k);
            int i = first;
            for (; i <= last - ROWS; i += ROWS) {
                int to = cOffset + i * columns + column;
                block(k, k == 0 ? column : to, c, to, columns, i, width, column, depth);
            }
            for (; i < last; i++) {
                int to = cOffset + i * columns + column;
                row(k, k == 0 ? column : to, c, to, i, width, column, depth);
            }
        }
    }

    /** Computes some rows of a panel that is wider than the rest of the result, in a separate buffer. */
    private void multiplyAside(int first, int last, int column, int width, float[] aside) {
        for (int i = first; i < last; i += ROWS) {
            int count = Math.min(ROWS, last - i);
            if (count == ROWS) {
                block(0, column, aside, 0, width, i, width, column, inner);
            } else {
                for (int n = 0; n < count; n++) {
                    row(0, column, aside, n * width, i + n, width, column, inner);
                }
            }
            for (int n = 0; n < count; n++) {
                System.arraycopy(aside, n * width, c, cOffset + (i + n) * columns + column, columns - column);
            }
        }
    }

    /** Processes the stretch of the inner dimension that starts at k, for the block that starts at row i. */
    private void block(int k, int from, float[] to, int c0, int cRow, int i, int width, int column, int depth) {
        float[] s = k == 0 ? origin : to;
        int sRow = k == 0 ? 0 : cRow;
        int a0 = aOffset + i * aRow + k * aColumn;
        int b0 = column * inner + k * width;
        if (column < unpacked) {
            block4(s, from, sRow, to, c0, cRow, a, a0, aRow, aColumn, b, bOffset + column + k * bRow, bRow, depth);
            return;
        }
        switch (width / LANES) {
            case 1 -> block1(s, from, sRow, to, c0, cRow, a, a0, aRow, aColumn, packed, b0, depth);
            case 2 -> block2(s, from, sRow, to, c0, cRow, a, a0, aRow, aColumn, packed, b0, depth);
            case 3 -> block3(s, from, sRow, to, c0, cRow, a, a0, aRow, aColumn, packed, b0, depth);
            default -> block4(s, from, sRow, to, c0, cRow, a, a0, aRow, aColumn, packed, b0, WIDTH, depth);
        }
    }

    /** Processes a stretch of the inner dimension for one row. */
    private void row(int k, int from, float[] to, int c0, int i, int width, int column, int depth) {
        float[] s = k == 0 ? origin : to;
        int a0 = aOffset + i * aRow + k * aColumn;
        int b0 = column * inner + k * width;
        if (column < unpacked) {
            row4(s, from, to, c0, a, a0, aColumn, b, bOffset + column + k * bRow, bRow, depth);
        } else if (width == WIDTH) {
            row4(s, from, to, c0, a, a0, aColumn, packed, b0, width, depth);
        } else {
            for (int j = 0; j < width; j += LANES) {
                row1(s, from + j, to, c0 + j, a, a0, aColumn, packed, b0 + j, width, depth);
            }
        }
    }

    /** A block with one vector per row. */
    private static void block1(
            float[] s,
            int s0,
            int sRow,
            float[] c,
            int c0,
            int cRow,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        FloatVector s10 = FloatVector.fromArray(SPECIES, s, s0 + sRow);
        FloatVector s20 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow);
        FloatVector s30 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow);
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
        s10.intoArray(c, c0 + cRow);
        s20.intoArray(c, c0 + 2 * cRow);
        s30.intoArray(c, c0 + 3 * cRow);
    }

    /** A block with two vectors per row. */
    private static void block2(
            float[] s,
            int s0,
            int sRow,
            float[] c,
            int c0,
            int cRow,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, s, s0 + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, s, s0 + sRow);
        FloatVector s11 = FloatVector.fromArray(SPECIES, s, s0 + sRow + LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow);
        FloatVector s21 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow);
        FloatVector s31 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + LANES);
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
        s10.intoArray(c, c0 + cRow);
        s11.intoArray(c, c0 + cRow + LANES);
        s20.intoArray(c, c0 + 2 * cRow);
        s21.intoArray(c, c0 + 2 * cRow + LANES);
        s30.intoArray(c, c0 + 3 * cRow);
        s31.intoArray(c, c0 + 3 * cRow + LANES);
    }

    /** A block with three vectors per row. */
    private static void block3(
            float[] s,
            int s0,
            int sRow,
            float[] c,
            int c0,
            int cRow,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int b0,
            int depth) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, s, s0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, s, s0 + 2 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, s, s0 + sRow);
        FloatVector s11 = FloatVector.fromArray(SPECIES, s, s0 + sRow + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, s, s0 + sRow + 2 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow);
        FloatVector s21 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + 2 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow);
        FloatVector s31 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + 2 * LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * 3 * LANES;
            int q = k * aColumn;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector by = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector bz = FloatVector.fromArray(SPECIES, b, p + 2 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + q]);
            s00 = x0.fma(bx, s00);
            s01 = x0.fma(by, s01);
            s02 = x0.fma(bz, s02);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + q]);
            s10 = x1.fma(bx, s10);
            s11 = x1.fma(by, s11);
            s12 = x1.fma(bz, s12);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + q]);
            s20 = x2.fma(bx, s20);
            s21 = x2.fma(by, s21);
            s22 = x2.fma(bz, s22);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + q]);
            s30 = x3.fma(bx, s30);
            s31 = x3.fma(by, s31);
            s32 = x3.fma(bz, s32);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s10.intoArray(c, c0 + cRow);
        s11.intoArray(c, c0 + cRow + LANES);
        s12.intoArray(c, c0 + cRow + 2 * LANES);
        s20.intoArray(c, c0 + 2 * cRow);
        s21.intoArray(c, c0 + 2 * cRow + LANES);
        s22.intoArray(c, c0 + 2 * cRow + 2 * LANES);
        s30.intoArray(c, c0 + 3 * cRow);
        s31.intoArray(c, c0 + 3 * cRow + LANES);
        s32.intoArray(c, c0 + 3 * cRow + 2 * LANES);
    }

    /** A block with four vectors per row. */
    private static void block4(
            float[] s,
            int s0,
            int sRow,
            float[] c,
            int c0,
            int cRow,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int b0,
            int bRow,
            int depth) {
        int a1 = a0 + aRow;
        int a2 = a1 + aRow;
        int a3 = a2 + aRow;
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, s, s0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, s, s0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, s, s0 + 3 * LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, s, s0 + sRow);
        FloatVector s11 = FloatVector.fromArray(SPECIES, s, s0 + sRow + LANES);
        FloatVector s12 = FloatVector.fromArray(SPECIES, s, s0 + sRow + 2 * LANES);
        FloatVector s13 = FloatVector.fromArray(SPECIES, s, s0 + sRow + 3 * LANES);
        FloatVector s20 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow);
        FloatVector s21 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + LANES);
        FloatVector s22 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + 2 * LANES);
        FloatVector s23 = FloatVector.fromArray(SPECIES, s, s0 + 2 * sRow + 3 * LANES);
        FloatVector s30 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow);
        FloatVector s31 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + LANES);
        FloatVector s32 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + 2 * LANES);
        FloatVector s33 = FloatVector.fromArray(SPECIES, s, s0 + 3 * sRow + 3 * LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * bRow;
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
        s10.intoArray(c, c0 + cRow);
        s11.intoArray(c, c0 + cRow + LANES);
        s12.intoArray(c, c0 + cRow + 2 * LANES);
        s13.intoArray(c, c0 + cRow + 3 * LANES);
        s20.intoArray(c, c0 + 2 * cRow);
        s21.intoArray(c, c0 + 2 * cRow + LANES);
        s22.intoArray(c, c0 + 2 * cRow + 2 * LANES);
        s23.intoArray(c, c0 + 2 * cRow + 3 * LANES);
        s30.intoArray(c, c0 + 3 * cRow);
        s31.intoArray(c, c0 + 3 * cRow + LANES);
        s32.intoArray(c, c0 + 3 * cRow + 2 * LANES);
        s33.intoArray(c, c0 + 3 * cRow + 3 * LANES);
    }

    /** One row of four vectors. */
    private static void row4(
            float[] s,
            int s0,
            float[] c,
            int c0,
            float[] a,
            int a0,
            int aColumn,
            float[] b,
            int b0,
            int bRow,
            int depth) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        FloatVector s01 = FloatVector.fromArray(SPECIES, s, s0 + LANES);
        FloatVector s02 = FloatVector.fromArray(SPECIES, s, s0 + 2 * LANES);
        FloatVector s03 = FloatVector.fromArray(SPECIES, s, s0 + 3 * LANES);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * bRow;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector by = FloatVector.fromArray(SPECIES, b, p + LANES);
            FloatVector bz = FloatVector.fromArray(SPECIES, b, p + 2 * LANES);
            FloatVector bu = FloatVector.fromArray(SPECIES, b, p + 3 * LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k * aColumn]);
            s00 = x0.fma(bx, s00);
            s01 = x0.fma(by, s01);
            s02 = x0.fma(bz, s02);
            s03 = x0.fma(bu, s03);
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + LANES);
        s02.intoArray(c, c0 + 2 * LANES);
        s03.intoArray(c, c0 + 3 * LANES);
    }

    /** One row of one vector. */
    private static void row1(
            float[] s,
            int s0,
            float[] c,
            int c0,
            float[] a,
            int a0,
            int aColumn,
            float[] b,
            int b0,
            int bRow,
            int depth) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, s, s0);
        for (int k = 0; k < depth; k++) {
            int p = b0 + k * bRow;
            FloatVector bx = FloatVector.fromArray(SPECIES, b, p);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + k * aColumn]);
            s00 = x0.fma(bx, s00);
        }
        s00.intoArray(c, c0);
    }
}
