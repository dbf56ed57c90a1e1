package io.descent.inference.tensor.internal;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/** A tensor of float32 numbers. */
@SuppressWarnings("cast") // Float64Tensor is generated from this file, where some casts are redundant
final class Float32Tensor extends ArrayTensor {
    /** Units whose one-hot weights are processed together. */
    private static final int UNITS = 8;

    final float[] array;
    private final Float32Kernels kernels;

    Float32Tensor(float[] array, int offset, int rows, int columns, boolean block, Float32Kernels kernels) {
        super(offset, rows, columns, block);
        this.kernels = kernels;
        this.array = array;
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT32;
    }

    @Override
    Float32Tensor at(int offset, int rows, int columns, boolean block) {
        return new Float32Tensor(array, offset, rows, columns, block, kernels);
    }

    private Float32Tensor operand(Tensor x) {
        if (!(x instanceof Float32Tensor y)) {
            throw wrongPrecision(x);
        }
        requireShapeOf(x);
        return y;
    }

    /** Runs an operation on copies that lie at the same offset. */
    private Tensor apart(Float32Tensor x, BiConsumer<Tensor, Tensor> operation) {
        Float32Tensor copy = copy();
        operation.accept(copy, x.copy());
        System.arraycopy(copy.array, 0, array, offset, size());
        return this;
    }

    @Override
    public Float32Tensor like() {
        return new Float32Tensor(new float[size()], 0, rows, columns, false, kernels);
    }

    private Float32Tensor copy() {
        return new Float32Tensor(Arrays.copyOfRange(array, offset, offset + size()), 0, rows, columns, false, kernels);
    }

    @Override
    public double get(int row, int column) {
        return array[index(row, column)];
    }

    @Override
    public Tensor set(int row, int column, double value) {
        array[index(row, column)] = (float) value;
        return this;
    }

    @Override
    public Tensor fill(double c) {
        Arrays.fill(array, offset, offset + size(), (float) c);
        return this;
    }

    @Override
    public Tensor fill(DoubleSupplier values) {
        for (int i = offset, n = offset + size(); i < n; i++) {
            array[i] = (float) values.getAsDouble();
        }
        return this;
    }

    @Override
    public Tensor assign(Tensor x) {
        Float32Tensor y = operand(x);
        System.arraycopy(y.array, y.offset, array, offset, size());
        return this;
    }

    @Override
    public Tensor assign(Tensor x, double c) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.assign(u, c));
        }
        float[] a = array;
        float[] b = y.array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = f * b[i];
        }
        return this;
    }

    @Override
    public Tensor add(double c) {
        float[] a = array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] += f;
        }
        return this;
    }

    @Override
    public Tensor add(Tensor x) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, Tensor::add);
        }
        float[] a = array;
        float[] b = y.array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] += b[i];
        }
        return this;
    }

    @Override
    public Tensor add(Tensor x, double c) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.add(u, c));
        }
        float[] a = array;
        float[] b = y.array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] += f * b[i];
        }
        return this;
    }

    @Override
    public Tensor addProduct(Tensor x, Tensor y, double c) {
        Float32Tensor u = operand(x);
        Float32Tensor v = operand(y);
        if (u.offset != offset || v.offset != offset) {
            Float32Tensor w = v.copy();
            return apart(u, (s, t) -> s.addProduct(t, w, c));
        }
        float[] a = array;
        float[] b = u.array;
        float[] d = v.array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] += f * b[i] * d[i];
        }
        return this;
    }

    @Override
    public Tensor scale(double c) {
        float[] a = array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] *= f;
        }
        return this;
    }

    @Override
    public Tensor multiply(Tensor x) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, Tensor::multiply);
        }
        float[] a = array;
        float[] b = y.array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] *= b[i];
        }
        return this;
    }

    @Override
    public Tensor divide(Tensor x) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, Tensor::divide);
        }
        float[] a = array;
        float[] b = y.array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] /= b[i];
        }
        return this;
    }

    @Override
    public Tensor max(double c) {
        float[] a = array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = Math.max(a[i], f);
        }
        return this;
    }

    @Override
    public Tensor max(Tensor x) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, Tensor::max);
        }
        float[] a = array;
        float[] b = y.array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
        return this;
    }

    @Override
    public Tensor min(double c) {
        float[] a = array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = Math.min(a[i], f);
        }
        return this;
    }

    @Override
    public Tensor abs() {
        float[] a = array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = Math.abs(a[i]);
        }
        return this;
    }

    @Override
    public Tensor sign() {
        float[] a = array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = Math.signum(a[i]);
        }
        return this;
    }

    @Override
    public Tensor sqrt() {
        float[] a = array;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = (float) Math.sqrt(a[i]);
        }
        return this;
    }

    @Override
    public Tensor exp() {
        kernels.exp(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor expm1() {
        kernels.expm1(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor log() {
        for (int i = offset, n = offset + size(); i < n; i++) {
            array[i] = Float32Functions.log(array[i]);
        }
        return this;
    }

    @Override
    public Tensor log1p() {
        kernels.log1p(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor tanh() {
        kernels.tanh(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor erf() {
        kernels.erf(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor sigmoid() {
        kernels.sigmoid(array, offset, offset + size());
        return this;
    }

    @Override
    public Tensor lerp(Tensor x, double w) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.lerp(u, w));
        }
        float[] a = array;
        float[] b = y.array;
        float f = (float) w;
        float g = (float) (1 - w);
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = g * a[i] + f * b[i];
        }
        return this;
    }

    @Override
    public Tensor lerpSquare(Tensor x, double w) {
        Float32Tensor y = operand(x);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.lerpSquare(u, w));
        }
        float[] a = array;
        float[] b = y.array;
        float f = (float) w;
        float g = (float) (1 - w);
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = g * a[i] + f * (b[i] * b[i]);
        }
        return this;
    }

    @Override
    public Tensor divideBySqrt(Tensor v, double c, double epsilon) {
        Float32Tensor y = operand(v);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.divideBySqrt(u, c, epsilon));
        }
        float[] a = array;
        float[] b = y.array;
        float f = (float) c;
        float e = epsilon > 0 ? Math.max((float) epsilon, Float.MIN_VALUE) : (float) epsilon; // never rounded to 0
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] /= (float) Math.sqrt(f * b[i]) + e;
        }
        return this;
    }

    @Override
    public Tensor scaleUnlessPositive(Tensor z, double slope) {
        Float32Tensor y = operand(z);
        if (y.offset != offset) {
            return apart(y, (t, u) -> t.scaleUnlessPositive(u, slope));
        }
        kernels.scaleUnlessPositive(array, y.array, (float) slope, offset, offset + size());
        return this;
    }

    @Override
    public Tensor map(DoubleUnaryOperator f) {
        for (int i = offset, n = offset + size(); i < n; i++) {
            array[i] = (float) f.applyAsDouble(array[i]);
        }
        return this;
    }

    @Override
    public ArrayTensor scaleRows(double[] factors) {
        float[] a = array;
        for (int i = 0; i < rows; i++) {
            float factor = (float) factors[i];
            for (int j = offset + i * columns, n = j + columns; j < n; j++) {
                a[j] *= factor;
            }
        }
        return this;
    }

    @Override
    public Tensor assignRowSums(Tensor x) {
        Float32Tensor y = rowsOf(x);
        float[] b = y.array;
        for (int i = 0; i < rows; i++) {
            float sum = 0;
            for (int j = y.offset + i * y.columns, n = j + y.columns; j < n; j++) {
                sum += b[j];
            }
            array[offset + i] = sum;
        }
        return this;
    }

    @Override
    public Tensor assignLogSumExp(Tensor x) {
        Float32Tensor y = rowsOf(x);
        float[] b = y.array;
        for (int i = 0; i < rows; i++) {
            int from = y.offset + i * y.columns;
            float largest = b[from];
            for (int j = from + 1, n = from + y.columns; j < n; j++) {
                largest = Math.max(largest, b[j]);
            }
            float sum = 0;
            for (int j = from, n = from + y.columns; j < n; j++) {
                sum += b[j] == largest ? 1 : Float32Functions.exp(b[j] - largest); // also if all are infinite
            }
            array[offset + i] = largest + Float32Functions.log(sum);
        }
        return this;
    }

    /** The operand of an operation that reduces each of its rows to one number. */
    private Float32Tensor rowsOf(Tensor x) {
        requireReducible();
        if (columns != 1 || x.rows() != rows || x.columns() == 0) {
            throw new IllegalArgumentException(
                    "this tensor is %d x %d, the operand %d x %d; expected as many rows, and one column in this tensor"
                            .formatted(rows, columns, x.rows(), x.columns()));
        }
        if (x instanceof Float32Tensor y) {
            return y;
        }
        throw wrongPrecision(x);
    }

    @Override
    public double sum() {
        requireReducible();
        float[] a = array;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = offset;
        int n = offset + size();
        for (; i <= n - 8; i += 8) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        float rest = 0;
        for (; i < n; i++) {
            rest += a[i];
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + rest;
    }

    @Override
    public double dot(Tensor x) {
        requireReducible();
        Float32Tensor y = operand(x);
        float[] a = array;
        float[] b = y.array;
        int d = y.offset - offset;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = offset;
        int n = offset + size();
        for (; i <= n - 8; i += 8) {
            s0 = Math.fma(a[i], b[i + d], s0);
            s1 = Math.fma(a[i + 1], b[i + d + 1], s1);
            s2 = Math.fma(a[i + 2], b[i + d + 2], s2);
            s3 = Math.fma(a[i + 3], b[i + d + 3], s3);
            s4 = Math.fma(a[i + 4], b[i + d + 4], s4);
            s5 = Math.fma(a[i + 5], b[i + d + 5], s5);
            s6 = Math.fma(a[i + 6], b[i + d + 6], s6);
            s7 = Math.fma(a[i + 7], b[i + d + 7], s7);
        }
        float rest = 0;
        for (; i < n; i++) {
            rest = Math.fma(a[i], b[i + d], rest);
        }
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)) + rest;
    }

    @Override
    public double max() {
        requireReducible();
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = offset, n = offset + size(); i < n; i++) {
            largest = Math.max(largest, array[i]);
        }
        return largest;
    }

    @Override
    public void copyRow(int row, ArrayTensor source, int sourceRow) {
        if (source.columns != columns) {
            throw new IllegalArgumentException(
                    "a row of %d columns does not fit into one of %d".formatted(source.columns, columns));
        }
        int to = offset + row * columns;
        int from = source.offset + sourceRow * columns;
        if (source instanceof Float32Tensor same) {
            System.arraycopy(same.array, from, array, to, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                array[to + j] = (float) source.get(sourceRow, j);
            }
        }
    }

    @Override
    public void setRow(int row, double[] values, int from) {
        int to = offset + Objects.checkIndex(row, rows) * columns; // a row may be empty
        for (int j = 0; j < columns; j++) {
            array[to + j] = (float) values[from + j];
        }
    }

    @Override
    public void setRow(int row, double[] values, double[] mean, double[] deviation) {
        float[] a = array;
        int to = offset + Objects.checkIndex(row, rows) * columns;
        for (int j = 0; j < columns; j++) {
            a[to + j] = (float) ((values[j] - mean[j]) / deviation[j]);
        }
    }

    @Override
    public void addColumns(ArrayTensor weights, int[] categories, int blocks, int from, int to) {
        Float32Tensor w = (Float32Tensor) weights;
        for (int b = 0; b < blocks; b++) {
            int j = from;
            for (; j <= to - UNITS; j += UNITS) {
                int row = w.offset + j * w.columns;
                addEight(array, offset + j, columns, w.array, row, w.columns, categories, b, blocks, rows);
            }
            for (; j < to; j++) {
                int row = w.offset + j * w.columns;
                addOne(array, offset + j, columns, w.array, row, categories, b, blocks, rows);
            }
        }
    }

    /** Eight units at a time: their weights are in different cache lines, whose loads overlap. */
    private static void addEight(
            float[] a,
            int first,
            int stride,
            float[] w,
            int row,
            int inputs,
            int[] categories,
            int block,
            int blocks,
            int rows) {
        for (int i = 0, to = first; i < rows; i++, to += stride) {
            int c = categories[i * blocks + block];
            if (c >= 0) {
                int p = row + c;
                a[to] += w[p];
                a[to + 1] += w[p + inputs];
                a[to + 2] += w[p + 2 * inputs];
                a[to + 3] += w[p + 3 * inputs];
                a[to + 4] += w[p + 4 * inputs];
                a[to + 5] += w[p + 5 * inputs];
                a[to + 6] += w[p + 6 * inputs];
                a[to + 7] += w[p + 7 * inputs];
            }
        }
    }

    private static void addOne(
            float[] a, int first, int stride, float[] w, int row, int[] categories, int block, int blocks, int rows) {
        for (int i = 0, to = first; i < rows; i++, to += stride) {
            int c = categories[i * blocks + block];
            if (c >= 0) {
                a[to] += w[row + c];
            }
        }
    }

    @Override
    public void addRows(ArrayTensor transposed, int[] categories, int blocks) {
        Float32Tensor w = (Float32Tensor) transposed;
        int at = 0;
        for (int i = 0; i < rows; i++) {
            for (int end = at + blocks; at < end; at++) {
                if (categories[at] >= 0) {
                    addRow(array, offset + i * columns, w.array, w.offset + categories[at] * columns, columns);
                }
            }
        }
    }

    private static void addRow(float[] a, int to, float[] w, int from, int count) {
        for (int j = 0; j < count; j++) {
            a[to + j] += w[from + j];
        }
    }

    @Override
    public void scatterColumns(ArrayTensor deltas, int[] categories, int blocks, int from, int to) {
        Float32Tensor d = (Float32Tensor) deltas;
        for (int b = 0; b < blocks; b++) {
            int j = from;
            for (; j <= to - UNITS; j += UNITS) {
                int row = offset + j * columns;
                scatterEight(array, row, columns, d.array, d.offset + j, d.columns, categories, b, blocks, d.rows);
            }
            for (; j < to; j++) {
                int row = offset + j * columns;
                scatterOne(array, row, d.array, d.offset + j, d.columns, categories, b, blocks, d.rows);
            }
        }
    }

    private static void scatterEight(
            float[] a,
            int row,
            int inputs,
            float[] d,
            int first,
            int stride,
            int[] categories,
            int block,
            int blocks,
            int rows) {
        for (int i = 0, from = first; i < rows; i++, from += stride) {
            int c = categories[i * blocks + block];
            if (c >= 0) {
                int p = row + c;
                a[p] += d[from];
                a[p + inputs] += d[from + 1];
                a[p + 2 * inputs] += d[from + 2];
                a[p + 3 * inputs] += d[from + 3];
                a[p + 4 * inputs] += d[from + 4];
                a[p + 5 * inputs] += d[from + 5];
                a[p + 6 * inputs] += d[from + 6];
                a[p + 7 * inputs] += d[from + 7];
            }
        }
    }

    private static void scatterOne(
            float[] a, int row, float[] d, int first, int stride, int[] categories, int block, int blocks, int rows) {
        for (int i = 0, from = first; i < rows; i++, from += stride) {
            int c = categories[i * blocks + block];
            if (c >= 0) {
                a[row + c] += d[from];
            }
        }
    }

    @Override
    public void setFirstColumns(ArrayTensor source, int from, int to) {
        Float32Tensor s = (Float32Tensor) source;
        for (int j = from; j < to; j++) {
            System.arraycopy(s.array, s.offset + j * s.columns, array, offset + j * columns, s.columns);
        }
    }

    @Override
    public void clearColumns(int column, int from, int to) {
        for (int j = from; j < to; j++) {
            Arrays.fill(array, offset + j * columns + column, offset + (j + 1) * columns, 0);
        }
    }

    @Override
    public Float32Tensor assignRows(ArrayTensor x) {
        for (int row = 0; row < rows; row++) {
            copyRow(row, x, 0);
        }
        return this;
    }

    @Override
    public Float32Tensor assignSum(ArrayTensor x, ArrayTensor y, double c) {
        Float32Tensor u = operand(x);
        Float32Tensor v = operand(y);
        if (u.offset != offset || v.offset != offset) {
            throw new IllegalArgumentException(
                    "operands must have the same offset, got %d, %d and %d".formatted(offset, u.offset, v.offset));
        }
        float[] a = array;
        float[] b = u.array;
        float[] d = v.array;
        float f = (float) c;
        for (int i = offset, n = offset + size(); i < n; i++) {
            a[i] = f * d[i] + b[i];
        }
        return this;
    }

    @Override
    public Float32Tensor assignColumnSums(ArrayTensor x) {
        Float32Tensor y = (Float32Tensor) x;
        kernels.columnSums(array, offset, y.array, y.offset, columns, y.rows, columns);
        return this;
    }

    private float largestMagnitude() {
        return kernels.largestMagnitude(array, offset, offset + size());
    }

    @Override
    public int firstBeyond(double limit) {
        float bound = (float) Math.min(limit, Float.MAX_VALUE);
        if (largestMagnitude() <= bound) {
            return -1;
        }
        int i = offset;
        while (Math.abs(array[i]) <= bound) {
            i++;
        }
        return i - offset;
    }

    @Override
    public double norm() {
        float largest = largestMagnitude();
        if (largest == 0 || !(largest <= Float.MAX_VALUE)) {
            return largest;
        }
        double scale = Math.scalb(1.0, -Math.getExponent(largest));
        float[] a = array;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = offset;
        int n = offset + size();
        for (; i <= n - 4; i += 4) {
            double x0 = a[i] * scale;
            double x1 = a[i + 1] * scale;
            double x2 = a[i + 2] * scale;
            double x3 = a[i + 3] * scale;
            s0 += x0 * x0;
            s1 += x1 * x1;
            s2 += x2 * x2;
            s3 += x3 * x3;
        }
        for (; i < n; i++) {
            double x = a[i] * scale;
            s0 += x * x;
        }
        return Math.sqrt((s0 + s2) + (s1 + s3)) / scale;
    }

    @Override
    public void writeTo(ByteBuffer buffer) {
        int bytes = size() * Float.BYTES;
        buffer.slice(buffer.position(), bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(array, offset, size());
        buffer.position(buffer.position() + bytes);
    }

    @Override
    public void readFrom(ByteBuffer buffer) {
        int bytes = size() * Float.BYTES;
        buffer.slice(buffer.position(), bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(array, offset, size());
        buffer.position(buffer.position() + bytes);
    }
}
