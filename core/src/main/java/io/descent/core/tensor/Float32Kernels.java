package io.descent.core.tensor;

/**
 * Functions of many float32 numbers, in place. Overridden where something is faster; every result has the bits of {@link
 * Float32Functions}.
 */
public class Float32Kernels {
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
}
