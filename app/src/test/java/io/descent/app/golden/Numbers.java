package io.descent.app.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.Arrays;

/** Makes tensors of golden matrices, and compares tensors with them. */
final class Numbers {
    /** The tolerance in float32, relative to the largest number of a matrix. */
    private static final double FLOAT32 = 1e-5;

    /** The absolute tolerance if a matrix is all zeros. */
    private static final double ZERO = 1e-300;

    private Numbers() {}

    static ArrayTensor tensor(double[][] matrix, Precision precision) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, matrix.length, matrix[0].length);
        set(tensor, matrix);
        return tensor;
    }

    static void set(ArrayTensor tensor, double[][] matrix) {
        assertThat(matrix.length).isEqualTo(tensor.rows());
        for (int i = 0; i < matrix.length; i++) {
            assertThat(matrix[i]).hasSize(tensor.columns());
            for (int j = 0; j < matrix[i].length; j++) {
                tensor.set(i, j, matrix[i][j]);
            }
        }
    }

    static double[][] array(ArrayTensor tensor) {
        double[][] array = new double[tensor.rows()][tensor.columns()];
        for (int i = 0; i < array.length; i++) {
            for (int j = 0; j < array[i].length; j++) {
                array[i][j] = tensor.get(i, j);
            }
        }
        return array;
    }

    /** Fails unless |got - want| is at most the tolerance (1e-5 in float32) times the largest |want|. */
    static void assertClose(String what, ArrayTensor got, double[][] want, double tolerance) {
        double allowed = got.precision() == Precision.FLOAT32 ? FLOAT32 : tolerance;
        assertClose(what, array(got), want, allowed * largest(want));
    }

    static void assertClose(String what, double got, double want, double tolerance, Precision precision) {
        double allowed = precision == Precision.FLOAT32 ? FLOAT32 : tolerance;
        assertClose(what, new double[][] {{got}}, new double[][] {{want}}, allowed * Math.abs(want));
    }

    static double largest(double[][] matrix) {
        return Arrays.stream(matrix)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    static void assertClose(String what, double[][] got, double[][] want, double absolute) {
        assertThat(got.length).as(what).isEqualTo(want.length);
        for (int i = 0; i < want.length; i++) {
            assertThat(got[i]).as(what).hasSize(want[i].length);
            for (int j = 0; j < want[i].length; j++) {
                if (!(Math.abs(got[i][j] - want[i][j]) <= Math.max(absolute, ZERO))) {
                    throw new AssertionError("%s[%d, %d] is %s, expected %s within %.3g"
                            .formatted(what, i, j, got[i][j], want[i][j], absolute));
                }
            }
        }
    }

    /** Sets the parameters of a network without batch norm from W1, b1, ... A bias is a column there, a row here. */
    static void setParameters(ParameterVector vector, GoldenCase values, String prefix) {
        int layers = vector.layout().entries().size() / 2;
        for (int l = 1; l <= layers; l++) {
            set(weight(vector, l), values.matrix(prefix + "W" + l));
            set(bias(vector, l), values.transposed(prefix + "b" + l));
        }
    }

    static void assertParameters(ParameterVector got, GoldenCase want, String prefix, double tolerance) {
        int layers = got.layout().entries().size() / 2;
        for (int l = 1; l <= layers; l++) {
            assertClose(prefix + "W" + l, weight(got, l), want.matrix(prefix + "W" + l), tolerance);
            assertClose(prefix + "b" + l, bias(got, l), want.transposed(prefix + "b" + l), tolerance);
        }
    }

    static void assertParametersAbsolute(String when, ParameterVector got, GoldenCase want, double absolute) {
        int layers = got.layout().entries().size() / 2;
        for (int l = 1; l <= layers; l++) {
            assertClose(when + " W" + l, array(weight(got, l)), want.matrix("W" + l), absolute);
            assertClose(when + " b" + l, array(bias(got, l)), want.transposed("b" + l), absolute);
        }
    }

    private static ArrayTensor weight(ParameterVector vector, int layer) {
        return vector.tensor(vector.layout().weight(layer - 1));
    }

    private static ArrayTensor bias(ParameterVector vector, int layer) {
        return vector.tensor(vector.layout().bias(layer - 1));
    }
}
