package io.descent.benchmarks;

import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import io.descent.inference.tensor.internal.MatrixProduct;
import java.util.Random;

/**
 * A matrix product c = a b.
 *
 * @param kind which factor is stored transposed
 * @param rows of c
 * @param inner columns of a, rows of b
 * @param columns of c
 */
public record Product(Kind kind, int rows, int inner, int columns) {
    /** How the factors lie in memory. */
    public enum Kind {
        /** a b. */
        PLAIN,
        /** a' b, with a (inner x rows). */
        TRANSPOSED_LEFT,
        /** a b', with b (columns x inner). */
        TRANSPOSED_RIGHT
    }

    /** Returns the number of floating-point operations: two for each element of c and each inner index. */
    public double flops() {
        return 2.0 * rows * inner * columns;
    }

    /** Returns the shortest side. */
    public int shortest() {
        return Math.min(rows, Math.min(inner, columns));
    }

    /** Returns the product as Descent computes it on one thread; it can be run repeatedly. */
    public Runnable onDescent(Precision precision) {
        Random random = new Random(1);
        boolean left = kind == Kind.TRANSPOSED_LEFT;
        boolean right = kind == Kind.TRANSPOSED_RIGHT;
        Engine engine = Fastest.engine(1);
        ArrayTensor a = engine.zeros(precision, left ? inner : rows, left ? rows : inner);
        ArrayTensor b = engine.zeros(precision, right ? columns : inner, right ? inner : columns);
        a.fill(random::nextGaussian);
        b.fill(random::nextGaussian);
        ArrayTensor c = engine.zeros(precision, rows, columns);
        MatrixProduct product = engine.product(precision);
        return switch (kind) {
            case PLAIN -> () -> product.multiply(c, a, b);
            case TRANSPOSED_LEFT -> () -> product.multiplyTransposedLeft(c, a, b);
            case TRANSPOSED_RIGHT -> () -> product.multiplyTransposedRight(c, null, a, b);
        };
    }

    /** For example {@code 128x784x256 a b'}. */
    @Override
    public String toString() {
        String form = switch (kind) {
            case PLAIN -> "a b";
            case TRANSPOSED_LEFT -> "a' b";
            case TRANSPOSED_RIGHT -> "a b'";
        };
        return "%dx%dx%d %s".formatted(rows, inner, columns, form);
    }
}
