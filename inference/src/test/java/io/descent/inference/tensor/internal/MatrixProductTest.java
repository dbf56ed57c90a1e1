package io.descent.inference.tensor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.descent.inference.spec.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductTest {
    /** The definition: one chain of fused multiply-adds in ascending order, from the given element. */
    private static double chain(Precision precision, double start, double[] a, double[] b) {
        double sum = start;
        for (int k = 0; k < a.length; k++) {
            sum = precision == Precision.FLOAT32
                    ? Math.fma((float) a[k], (float) b[k], (float) sum)
                    : Math.fma(a[k], b[k], sum);
        }
        return sum;
    }

    private static ArrayTensor random(Precision precision, int rows, int columns, Random random) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, rows, columns);
        tensor.fill(random::nextGaussian);
        return tensor;
    }

    @ParameterizedTest
    @EnumSource
    void everyElementIsTheChainToTheLastBit(Precision precision) {
        Random random = new Random(7);
        MatrixProduct product = Engine.plain().product(precision);
        int[][] special = {{1, 1, 1}, {1, 1, 9}, {3, 1000, 8}, {1000, 3, 17}, {64, 5, 2}, {5, 64, 64}, {2, 2, 1600}};
        for (int n = 0; n < 60; n++) {
            int rows = n < special.length ? special[n][0] : 1 + random.nextInt(40);
            int columns = n < special.length ? special[n][1] : 1 + random.nextInt(40);
            int inner = n < special.length ? special[n][2] : 1 + random.nextInt(40);
            ArrayTensor a = random(precision, rows, inner, random);
            ArrayTensor b = random(precision, inner, columns, random);
            ArrayTensor start = random(precision, 1, columns, random);
            ArrayTensor c = random(precision, rows, columns, random);
            product.multiply(c, a, b);
            ArrayTensor right = random(precision, rows, columns, random);
            product.multiplyTransposedRight(right, start, a, transpose(b));
            ArrayTensor left = random(precision, rows, columns, random);
            product.multiplyTransposedLeft(left, transpose(a), b);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double want = chain(precision, 0, row(a, i), column(b, j));
                    assertThat(c.get(i, j)).isEqualTo(want);
                    assertThat(right.get(i, j)).isEqualTo(chain(precision, start.get(0, j), row(a, i), column(b, j)));
                    assertThat(left.get(i, j)).isEqualTo(want);
                }
            }
        }
    }

    private static ArrayTensor transpose(ArrayTensor x) {
        ArrayTensor t = ArrayTensor.zeros(x.precision(), x.columns(), x.rows());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                t.set(j, i, x.get(i, j));
            }
        }
        return t;
    }

    private static double[] row(ArrayTensor x, int i) {
        double[] row = new double[x.columns()];
        for (int j = 0; j < row.length; j++) {
            row[j] = x.get(i, j);
        }
        return row;
    }

    private static double[] column(ArrayTensor x, int j) {
        return row(transpose(x), j);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        MatrixProduct product = Engine.plain().product(Precision.FLOAT32);
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT32, 2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> product.multiply(x, x, x))
                .withMessage("a product of 2 x 3 and 2 x 3 does not fit into 2 x 3");
    }
}
