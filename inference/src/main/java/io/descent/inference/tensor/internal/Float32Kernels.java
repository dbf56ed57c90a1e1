package io.descent.inference.tensor.internal;

/**
 * Functions of many float32 numbers, in place. A backend overrides those that it computes faster; every result has the
 * same bits as that of {@link Float32Functions}.
 */
public class Float32Kernels {
    /** Columns summed at a time, so that additions do not wait for each other. */
    private static final int COLUMNS = 8;

    /** x = e^x for the elements {@code from} to {@code to - 1}. */
    public void exp(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.exp(x[i]);
        }
    }

    /** x = e^x - 1 for the elements {@code from} to {@code to - 1}. */
    public void expm1(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.expm1(x[i]);
        }
    }

    /** x = ln(1 + x) for the elements {@code from} to {@code to - 1}. */
    public void log1p(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.log1p(x[i]);
        }
    }

    /** x = tanh(x) for the elements {@code from} to {@code to - 1}. */
    public void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.tanh(x[i]);
        }
    }

    /** x = erf(x) for the elements {@code from} to {@code to - 1}. */
    public void erf(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.erf(x[i]);
        }
    }

    /** x = 1 / (1 + e^-x) for the elements {@code from} to {@code to - 1}. */
    public void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Float32Functions.sigmoid(x[i]);
        }
    }

    /**
     * The sums of columns, each in the order of the rows.
     *
     * @param sums receives the sums, from {@code to} on
     * @param x contains the rows, from {@code from} on
     * @param distance elements from one row to the next
     */
    public void columnSums(float[] sums, int to, float[] x, int from, int distance, int rows, int columns) {
        int j = 0;
        for (; j <= columns - COLUMNS; j += COLUMNS) {
            sumEight(sums, to + j, x, from + j, distance, rows);
        }
        for (; j < columns; j++) {
            float sum = 0;
            for (int i = 0; i < rows; i++) {
                sum += x[from + i * distance + j];
            }
            sums[to + j] = sum;
        }
    }

    private static void sumEight(float[] sums, int to, float[] x, int from, int distance, int rows) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int i = 0; i < rows; i++) {
            int p = from + i * distance;
            s0 += x[p];
            s1 += x[p + 1];
            s2 += x[p + 2];
            s3 += x[p + 3];
            s4 += x[p + 4];
            s5 += x[p + 5];
            s6 += x[p + 6];
            s7 += x[p + 7];
        }
        sums[to] = s0;
        sums[to + 1] = s1;
        sums[to + 2] = s2;
        sums[to + 3] = s3;
        sums[to + 4] = s4;
        sums[to + 5] = s5;
        sums[to + 6] = s6;
        sums[to + 7] = s7;
    }

    /** x = x where z is positive, slope x elsewhere, for the elements {@code from} to {@code to - 1}. */
    public void scaleUnlessPositive(float[] x, float[] z, float slope, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = z[i] > 0 ? x[i] : slope * x[i];
        }
    }

    /** The largest magnitude of the elements {@code from} to {@code to - 1}, 0 if there are none, NaN if one is NaN. */
    public float largestMagnitude(float[] x, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(x[i]));
        }
        return largest;
    }
}
