package io.descent.inference.tensor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    private static final int ROWS = 5;
    private static final int COLUMNS = 7;

    private final Random random = new Random(42);

    private ArrayTensor filled(Precision precision) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        tensor.fill(() -> random.nextInt(-64, 65) / 16.0); // exact in both precisions
        return tensor;
    }

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT32 ? 1e-6 : 1e-15;
    }

    private void check(Precision precision, Function<Tensor, Tensor> operation, DoubleUnaryOperator expected) {
        ArrayTensor tensor = filled(precision);
        ArrayTensor before = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        before.assign(tensor);
        assertThat(operation.apply(tensor)).isSameAs(tensor);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double want = expected.applyAsDouble(before.get(i, j));
                double got = tensor.get(i, j);
                if (Double.isNaN(want)) {
                    assertThat(got).isNaN();
                } else {
                    assertThat(got).isCloseTo(want, within(tolerance(precision) * Math.max(1, Math.abs(want))));
                }
            }
        }
    }

    /** Runs an operation between tensors at equal offsets, and again between rows of one array. */
    private void check(
            Precision precision, BiFunction<Tensor, Tensor, Tensor> operation, DoubleBinaryOperator expected) {
        ArrayTensor x = filled(precision);
        x.map(v -> v == 0 ? 1 : v);
        check(precision, operation, expected, filled(precision), x);
        ArrayTensor both = ArrayTensor.zeros(precision, 2 * ROWS, COLUMNS);
        both.fill(() -> 0.25 + random.nextInt(64) / 16.0);
        check(precision, operation, expected, both.rows(0, ROWS), both.rows(ROWS, 2 * ROWS));
    }

    private static void check(
            Precision precision,
            BiFunction<Tensor, Tensor, Tensor> operation,
            DoubleBinaryOperator expected,
            ArrayTensor tensor,
            ArrayTensor x) {
        ArrayTensor before = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        before.assign(tensor);
        ArrayTensor operand = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        operand.assign(x);
        assertThat(operation.apply(tensor, x)).isSameAs(tensor);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double want = expected.applyAsDouble(before.get(i, j), operand.get(i, j));
                assertThat(tensor.get(i, j))
                        .isCloseTo(want, within(4 * tolerance(precision) * Math.max(1, Math.abs(want))));
                assertThat(x.get(i, j)).isEqualTo(operand.get(i, j));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void operationsOnOneTensor(Precision p) {
        check(p, t -> t.fill(0.5), v -> 0.5);
        check(p, t -> t.add(0.5), v -> v + 0.5);
        check(p, t -> t.scale(-3), v -> -3 * v);
        check(p, t -> t.max(0.25), v -> Math.max(v, 0.25));
        check(p, t -> t.min(0.25), v -> Math.min(v, 0.25));
        check(p, Tensor::abs, Math::abs);
        check(p, Tensor::sign, Math::signum);
        check(p, Tensor::sqrt, Math::sqrt);
        check(p, Tensor::exp, StrictMath::exp);
        check(p, Tensor::expm1, StrictMath::expm1);
        check(p, t -> t.abs().log1p(), v -> StrictMath.log1p(Math.abs(v)));
        check(p, Tensor::tanh, StrictMath::tanh);
        check(p, Tensor::sigmoid, v -> 1 / (1 + StrictMath.exp(-v)));
        check(p, Tensor::erf, v -> org.apache.commons.math3.special.Erf.erf(v));
        check(p, t -> t.map(v -> v * v), v -> v * v);
    }

    @ParameterizedTest
    @EnumSource
    void operationsOnTwoTensors(Precision p) {
        check(p, (t, x) -> t.assign(x), (a, b) -> b);
        check(p, (t, x) -> t.assign(x, 0.5), (a, b) -> 0.5 * b);
        check(p, (t, x) -> t.add(x), (a, b) -> a + b);
        check(p, (t, x) -> t.add(x, -2), (a, b) -> a - 2 * b);
        check(p, (t, x) -> t.addProduct(x, x, 0.5), (a, b) -> a + 0.5 * b * b);
        check(p, (t, x) -> t.multiply(x), (a, b) -> a * b);
        check(p, (t, x) -> t.divide(x), (a, b) -> a / b);
        check(p, (t, x) -> t.max(x), Math::max);
        check(p, (t, x) -> t.lerp(x, 0.25), (a, b) -> 0.75 * a + 0.25 * b);
        check(p, (t, x) -> t.lerpSquare(x, 0.25), (a, b) -> 0.75 * a + 0.25 * b * b);
        check(p, (t, x) -> t.divideBySqrt(((ArrayTensor) x).abs(), 4, 0.5), (a, b) -> a / (2 * Math.sqrt(b) + 0.5), p);
        check(p, (t, x) -> t.scaleUnlessPositive(x, 0.1), (a, b) -> b > 0 ? a : 0.1 * a);
    }

    private void check(
            Precision precision,
            BiFunction<Tensor, Tensor, Tensor> operation,
            DoubleBinaryOperator expected,
            Precision positive) {
        ArrayTensor x = filled(positive);
        x.abs();
        check(precision, operation, expected, filled(precision), x);
    }

    @ParameterizedTest
    @EnumSource
    void lerpIsExactAtItsEnds(Precision precision) {
        ArrayTensor tensor = filled(precision);
        ArrayTensor other = filled(precision);
        double kept = tensor.get(1, 1);
        tensor.lerp(other, 0);
        assertThat(tensor.get(1, 1)).isEqualTo(kept);
        tensor.lerp(other, 1);
        assertThat(tensor.get(1, 1)).isEqualTo(other.get(1, 1));
    }

    @ParameterizedTest
    @EnumSource
    void reductions(Precision precision) {
        ArrayTensor x = filled(precision);
        ArrayTensor y = filled(precision);
        double sum = 0;
        double dot = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                sum += x.get(i, j);
                dot += x.get(i, j) * y.get(i, j);
                max = Math.max(max, x.get(i, j));
            }
        }
        assertThat(x.sum()).isEqualTo(sum);
        assertThat(x.dot(y)).isEqualTo(dot);
        assertThat(x.max()).isEqualTo(max);
        assertThat(x.rows(2, 2).max()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(x.set(0, 0, Double.NaN).max()).isNaN();
    }

    @ParameterizedTest
    @EnumSource
    void dotOfRowsAtDifferentPlaces(Precision precision) {
        ArrayTensor x = filled(precision);
        double dot = 0;
        for (int j = 0; j < COLUMNS; j++) {
            dot += x.get(0, j) * x.get(3, j);
        }
        assertThat(x.row(0).dot(x.row(3))).isEqualTo(dot);
    }

    @ParameterizedTest
    @EnumSource
    void addProductBetweenRowsOfOneTensor(Precision precision) {
        ArrayTensor x = filled(precision);
        double want = x.get(0, 2) + 0.5 * x.get(1, 2) * x.get(2, 2);
        x.row(0).addProduct(x.row(1), x.row(2), 0.5);
        assertThat(x.get(0, 2)).isEqualTo(want);
    }

    @ParameterizedTest
    @EnumSource
    void overlappingViewsBehaveAsIfTheOperandWereCopied(Precision precision) {
        ArrayTensor x = ArrayTensor.zeros(precision, 4, 1);
        for (int i = 0; i < 4; i++) {
            x.set(i, 0, i + 1);
        }
        x.rows(1, 4).add(x.rows(0, 3));
        assertThat(new double[] {x.get(0, 0), x.get(1, 0), x.get(2, 0), x.get(3, 0)})
                .containsExactly(1, 3, 5, 7);
    }

    @ParameterizedTest
    @EnumSource
    void viewsShareMemory(Precision precision) {
        ArrayTensor x = filled(precision);
        x.rows(1, 3).row(1).fill(9);
        assertThat(x.get(2, 0)).isEqualTo(9);
        assertThat(x.get(3, 0)).isNotEqualTo(9);
        x.view(COLUMNS, COLUMNS, 2).set(0, 1, -7);
        assertThat(x.get(1, 1)).isEqualTo(-7);
    }

    @ParameterizedTest
    @EnumSource
    void reductionsOnABlockThrow(Precision precision) {
        ArrayTensor block = filled(precision).block(3, 10);
        assertThat(block.rows()).isEqualTo(1);
        assertThat(block.columns()).isEqualTo(7);
        assertThatThrownBy(block::sum)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("block");
        assertThatThrownBy(() -> block.dot(block)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(block::max).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> block.row(0).sum()).isInstanceOf(UnsupportedOperationException.class);
        block.add(1).multiply(block);
    }

    @Test
    void mixingPrecisionsOrShapesSaysWhich() {
        ArrayTensor x = filled(Precision.FLOAT32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> x.add(filled(Precision.FLOAT64)))
                .withMessageContaining("float32")
                .withMessageContaining("float64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> x.add(x.rows(0, 2)))
                .withMessageContaining("5 x 7")
                .withMessageContaining("2 x 7");
        assertThatThrownBy(() -> x.get(5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> x.get(0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> x.rows(4, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> x.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void scalarsAreRoundedToThePrecision() {
        ArrayTensor x = ArrayTensor.zeros(Precision.FLOAT32, 1, 1);
        x.fill(0.1);
        assertThat(x.get(0, 0)).isEqualTo((double) 0.1f);
        assertThat(x.scale(0.1).get(0, 0)).isEqualTo((double) (0.1f * 0.1f));
    }

    @ParameterizedTest
    @EnumSource
    void firstNonFiniteFindsNanAndInfinity(Precision precision) {
        ArrayTensor x = filled(precision);
        assertThat(x.firstNonFinite()).isEqualTo(-1);
        x.set(2, 3, Double.NEGATIVE_INFINITY);
        x.set(4, 0, Double.NaN);
        assertThat(x.firstNonFinite()).isEqualTo(2 * COLUMNS + 3);
        x.set(0, 0, Double.NaN);
        assertThat(x.firstNonFinite()).isZero();
        assertThat(x.rows(3, 4).firstNonFinite()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreLittleEndian(Precision precision) {
        ArrayTensor x = filled(precision);
        ByteBuffer bytes = ByteBuffer.allocate(ROWS * COLUMNS * precision.bytes());
        x.writeTo(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        bytes.flip();
        ArrayTensor y = ArrayTensor.zeros(precision, ROWS, COLUMNS);
        y.readFrom(bytes);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                assertThat(y.get(i, j)).isEqualTo(x.get(i, j));
            }
        }
        double first = precision == Precision.FLOAT32
                ? bytes.order(ByteOrder.LITTLE_ENDIAN).getFloat(0)
                : bytes.order(ByteOrder.LITTLE_ENDIAN).getDouble(0);
        assertThat(first).isEqualTo(x.get(0, 0));
    }

    @Test
    void rowsCanBeCopiedBetweenPrecisions() {
        ArrayTensor x = filled(Precision.FLOAT64);
        ArrayTensor y = ArrayTensor.zeros(Precision.FLOAT32, ROWS, COLUMNS);
        y.copyRow(1, x, 3);
        assertThat(y.get(1, 4)).isEqualTo(x.get(3, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> y.copyRow(0, ArrayTensor.zeros(Precision.FLOAT32, 1, 2), 0));
    }

    @Test
    void tooLargeATensorIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArrayTensor.zeros(Precision.FLOAT32, 1 << 16, 1 << 16))
                .withMessageContaining("too large");
    }

    @Test
    void textNamesPrecisionAndShape() {
        assertThat(filled(Precision.FLOAT64)).hasToString("float64 tensor (5 x 7)");
    }

    @ParameterizedTest
    @EnumSource
    void normNeitherOverflowsNorUnderflows(Precision precision) {
        ArrayTensor x = ArrayTensor.zeros(precision, 1, 11);
        assertThat(x.norm()).isZero();
        double large = precision == Precision.FLOAT32 ? 0x1p126 : 0x1p1022;
        double small = precision == Precision.FLOAT32 ? 0x1p-140 : 0x1p-1060;
        for (double scale : new double[] {1, large / 4, small}) {
            x.fill(0).set(0, 2, 3 * scale).set(0, 10, -4 * scale);
            assertThat(x.norm()).isEqualTo(5 * scale);
        }
        x.set(0, 5, Double.NaN);
        assertThat(x.norm()).isNaN();
        x.set(0, 5, Double.NEGATIVE_INFINITY);
        assertThat(x.norm()).isInfinite();
    }

    @ParameterizedTest
    @EnumSource
    void firstBeyondFindsMagnitudes(Precision precision) {
        ArrayTensor x = ArrayTensor.zeros(precision, 2, 3);
        x.fill(1).set(1, 0, -5);
        assertThat(x.firstBeyond(5)).isEqualTo(-1);
        assertThat(x.firstBeyond(4.5)).isEqualTo(3);
        x.set(0, 1, Double.NaN);
        assertThat(x.firstBeyond(100)).isEqualTo(1);
    }
}
