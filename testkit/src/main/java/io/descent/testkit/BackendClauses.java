package io.descent.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.descent.api.Tensor;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Backend;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.MatrixProduct;
import io.descent.inference.tensor.internal.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Clauses for backends: their kernels give the same bits as the scalar ones. */
final class BackendClauses {
    private static final int[][] SHAPES = {
        {1, 1, 1},
        {1, 9, 5},
        {5, 1, 9},
        {9, 5, 1},
        {3, 4, 5},
        {16, 16, 16},
        {17, 33, 65},
        {64, 300, 20},
        {130, 70, 129},
        {257, 515, 20},
        {20, 515, 140}
    };
    private static final double[] SPECIAL = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.93,
        3,
        -17,
        40,
        88,
        -88,
        100,
        -104,
        700,
        -709,
        800,
        1e-8,
        -1e-30,
        1e-42,
        1e30,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };

    private final Backend backend;

    BackendClauses(Backend backend) {
        this.backend = backend;
    }

    List<Clause> all() {
        List<Clause> clauses = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            functions()
                    .forEach((name, function) -> clauses.add(new Clause(
                            "computes %s in %s with the bits of the scalar kernels".formatted(name, precision),
                            () -> function(name, precision, function))));
            for (int threads = 1; threads <= 3; threads++) {
                int count = threads;
                clauses.add(new Clause(
                        "computes matrix products in %s on %d threads with the bits of the scalar kernels"
                                .formatted(precision, count),
                        () -> products(precision, count)));
            }
        }
        return clauses;
    }

    private void requireAvailable() {
        assumeTrue(backend.missing() == null, String.valueOf(backend.missing()));
    }

    private static Map<String, Consumer<ArrayTensor>> functions() {
        Map<String, Consumer<ArrayTensor>> functions = new LinkedHashMap<>();
        functions.put("exp", Tensor::exp);
        functions.put("expm1", Tensor::expm1);
        functions.put("log1p", Tensor::log1p);
        functions.put("tanh", Tensor::tanh);
        functions.put("erf", Tensor::erf);
        functions.put("sigmoid", Tensor::sigmoid);
        functions.put("the derivative of relu", x -> x.like().fill(1).scaleUnlessPositive(x, 0.1));
        functions.put("sums", x -> x.set(0, 0, x.row(1).sum()));
        functions.put("norms", x -> x.set(0, 0, x.row(1).norm()));
        functions.put("column sums", x -> x.row(0).assignColumnSums(x.rows(1, x.rows())));
        functions.put("searches for large numbers", x -> x.set(0, 0, x.firstBeyond(1000)));
        return functions;
    }

    private void function(String name, Precision precision, Consumer<ArrayTensor> function) {
        requireAvailable();
        for (int columns : new int[] {2, 3, 7, 8, 15, 16, 17, 31, 37, 64, 300, 5000}) {
            double[] numbers = Numbers.normal(columns, 5 * columns);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] *= i % 3 == 0 ? 1 : i % 3 == 1 ? 20 : 0.01; // reaches all pieces of the polynomials
            }
            System.arraycopy(SPECIAL, 0, numbers, numbers.length - columns, Math.min(columns, SPECIAL.length));
            Numbers.requireSame(
                    apply(new Scalar(), precision, columns, numbers, function),
                    apply(backend, precision, columns, numbers, function),
                    "in rows of %2$d the bits of %1$s differ from those of the scalar kernels"
                            .formatted(name, columns));
        }
    }

    private static double[] apply(
            Backend backend, Precision precision, int columns, double[] numbers, Consumer<ArrayTensor> function) {
        ArrayTensor tensor = ArrayTensor.zeros(backend, precision, 5, columns);
        Numbers.set(tensor, numbers);
        function.accept(tensor);
        return Numbers.of(tensor);
    }

    private void products(Precision precision, int threads) {
        requireAvailable();
        try (Engine expected = Engine.plain();
                Engine actual = new Engine(backend, threads)) {
            MatrixProduct plain = expected.product(precision);
            MatrixProduct tested = actual.product(precision);
            for (int[] shape : SHAPES) {
                for (int kind = 0; kind < 5; kind++) {
                    Numbers.requireSame(
                            product(plain, precision, kind, shape[0], shape[1], shape[2]),
                            product(tested, precision, kind, shape[0], shape[1], shape[2]),
                            "the bits of product %s of kind %d differ from those of the scalar kernels: compute each element as one chain of fused multiply-adds in ascending order"
                                    .formatted(Arrays.toString(shape), kind));
                }
            }
        }
    }

    private static double[] product(
            MatrixProduct product, Precision precision, int kind, int rows, int inner, int columns) {
        ArrayTensor c = ArrayTensor.zeros(precision, rows, columns);
        ArrayTensor a = random(precision, rows, inner);
        ArrayTensor b = random(precision, inner, columns);
        @Nullable ArrayTensor start = kind >= 3 ? random(precision, 1, columns) : null;
        switch (kind) {
            case 0 -> product.multiply(c, a, b);
            case 1 -> product.multiplyTransposedLeft(c, random(precision, inner, rows), b);
            case 2, 4 -> product.multiplyTransposedRight(c, start, a, random(precision, columns, inner));
            default -> product.multiply(c, start, a, b);
        }
        return Numbers.of(c);
    }

    private static ArrayTensor random(Precision precision, int rows, int columns) {
        return Numbers.tensor(precision, rows, columns, Numbers.normal(rows * 31L + columns, rows * columns));
    }
}
