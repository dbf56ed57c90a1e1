package io.descent.api;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/**
 * A mutable two-dimensional array of float32 or float64 numbers, row-major, possibly a view of a part of another tensor. In
 * a batch a row is an example.
 *
 * <p>Operations work element by element, in place, and return this tensor, so that a formula reads from left to right.
 * Operands must have this tensor's shape and precision; they are only read. Scalars are rounded to the tensor's precision
 * first. Every operation gives the same bits on every machine. Nothing is allocated, except by operations between views that
 * begin at different rows: those copy both.
 *
 * <p>Implemented by the trainer only: methods may be added. Every method that takes a tensor throws {@link IllegalArgumentException} when shape or precision differ, and every
 * method that takes an index throws {@link IndexOutOfBoundsException} when there is no such row or column.
 */
@Provided
public interface Tensor {
    /** Number of rows, at least 0. */
    int rows();

    /** Number of columns, at least 0. */
    int columns();

    /** The element at a row and a column, both from 0. */
    double get(int row, int column);

    /** Sets one element. */
    Tensor set(int row, int column, double value);

    /**
     * A view of consecutive rows.
     *
     * @param from the first row
     * @param to one more than the last row; may equal {@code from}
     */
    Tensor rows(int from, int to);

    /** A view of one row, as a tensor (1 x columns). */
    Tensor row(int index);

    /** Sets every element to {@code c}. */
    Tensor fill(double c);

    /** Sets the elements, row by row, to successive values of a supplier. */
    Tensor fill(DoubleSupplier values);

    /** this = x. */
    Tensor assign(Tensor x);

    /** this = c x. */
    Tensor assign(Tensor x, double c);

    /** this = this + c. */
    Tensor add(double c);

    /** this = this + x. */
    Tensor add(Tensor x);

    /** this = this + c x. */
    Tensor add(Tensor x, double c);

    /** this = this + c x y. */
    Tensor addProduct(Tensor x, Tensor y, double c);

    /** this = c this. */
    Tensor scale(double c);

    /** this = this x, element by element. */
    Tensor multiply(Tensor x);

    /** this = this / x, element by element. */
    Tensor divide(Tensor x);

    /** this = the larger of this and c; NaN stays NaN. */
    Tensor max(double c);

    /** this = the larger of this and x; NaN if either is. */
    Tensor max(Tensor x);

    /** this = the smaller of this and c; NaN stays NaN. */
    Tensor min(double c);

    /** this = |this|. */
    Tensor abs();

    /** this = -1, 0 or 1 with the sign of each element; NaN stays NaN. */
    Tensor sign();

    /** this = square root of this, correctly rounded; NaN where negative. */
    Tensor sqrt();

    /** this = e^this. */
    Tensor exp();

    /** this = e^this - 1, accurate near 0. */
    Tensor expm1();

    /** this = ln(1 + this), accurate near 0. */
    Tensor log1p();

    /** this = tanh(this). */
    Tensor tanh();

    /** this = erf(this), the error function 2/sqrt(pi) times the integral of e^-t^2 from 0. */
    Tensor erf();

    /** this = 1 / (1 + e^-this). */
    Tensor sigmoid();

    /** this = (1 - w) this + w x: for finite numbers exactly this at w = 0, exactly x at w = 1. */
    Tensor lerp(Tensor x, double w);

    /** this = (1 - w) this + w x^2. */
    Tensor lerpSquare(Tensor x, double w);

    /** this = this / (sqrt(c v) + epsilon). */
    Tensor divideBySqrt(Tensor v, double c, double epsilon);

    /** this = this where z is positive, slope times this elsewhere: the derivative of relu and its kin. */
    Tensor scaleUnlessPositive(Tensor z, double slope);

    /**
     * this = f(this) for an operation that is not here. Slower than the others: every element is widened to double, and the
     * call is not vectorised.
     */
    Tensor map(DoubleUnaryOperator f);

    /**
     * The sum of all elements, accumulated in this tensor's precision in a fixed order.
     *
     * @throws UnsupportedOperationException on a block handed to an element-wise optimizer
     */
    double sum();

    /**
     * The sum of the products of corresponding elements, accumulated in this tensor's precision in a fixed order.
     *
     * @throws UnsupportedOperationException on a block handed to an element-wise optimizer
     */
    double dot(Tensor x);

    /**
     * The largest element, NaN if any is NaN, negative infinity if there is none.
     *
     * @throws UnsupportedOperationException on a block handed to an element-wise optimizer
     */
    double max();
}
