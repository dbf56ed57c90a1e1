package io.descent.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.MatrixProduct;
import io.descent.inference.tensor.internal.Scalar;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimdProductTest {
    private static final int[][] SHAPES = {
        {1, 1, 1}, {1, 784, 256}, {128, 10, 128}, {128, 256, 784}, {256, 784, 128}, {4, 96, 256}, {5, 97, 257},
        {3, 95, 513}, {64, 64, 64}, {1024, 1, 300}, {1, 300, 1024}, {300, 28, 1024}, {33, 161, 100}, {10, 128, 128},
        {1024, 300, 1}, {2, 301, 1024}, {3, 64, 100}, {1, 5000, 200}, {5000, 1, 200}
    };

    private static ArrayTensor random(Precision precision, int rows, int columns, Random random) {
        ArrayTensor tensor = ArrayTensor.zeros(precision, rows, columns);
        tensor.fill(random::nextGaussian);
        return tensor;
    }

    private static byte[] bytes(ArrayTensor x) {
        ByteBuffer buffer = ByteBuffer.allocate(x.size() * x.precision().bytes());
        x.writeTo(buffer);
        return buffer.array();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "FLOAT32, 3", "FLOAT32, 8", "FLOAT64, 1", "FLOAT64, 2", "FLOAT64, 3"})
    void hasTheBitsOfTheScalarProduct(Precision precision, int threads) {
        Random random = new Random(threads);
        try (Engine simd = new Engine(new Simd(), threads);
                Engine scalar = new Engine(new Scalar(), threads)) {
            MatrixProduct fast = simd.product(precision);
            MatrixProduct shared = scalar.product(precision);
            MatrixProduct plain = Engine.plain().product(precision);
            for (int n = 0; n < 100; n++) {
                boolean given = n < SHAPES.length;
                int rows = given ? SHAPES[n][0] : 1 + random.nextInt(150);
                int columns = given ? SHAPES[n][1] : 1 + random.nextInt(300);
                int inner = given ? SHAPES[n][2] : 1 + random.nextInt(600);
                ArrayTensor start = random(precision, 1, columns, random);
                ArrayTensor a = random(precision, rows, inner, random);
                ArrayTensor at = random(precision, inner, rows, random);
                ArrayTensor b = random(precision, inner, columns, random);
                ArrayTensor bt = random(precision, columns, inner, random);
                ArrayTensor want = ArrayTensor.zeros(precision, rows, columns);
                for (MatrixProduct product : new MatrixProduct[] {fast, shared}) {
                    ArrayTensor got = random(precision, rows, columns, random);
                    plain.multiply(want, a, b);
                    product.multiply(got, a, b);
                    assertThat(bytes(got)).isEqualTo(bytes(want));
                    plain.multiplyTransposedLeft(want, at, b);
                    product.multiplyTransposedLeft(got, at, b);
                    assertThat(bytes(got)).isEqualTo(bytes(want));
                    plain.multiplyTransposedRight(want, start, a, bt);
                    product.multiplyTransposedRight(got, start, a, bt);
                    assertThat(bytes(got)).isEqualTo(bytes(want));
                }
            }
        }
    }
}
