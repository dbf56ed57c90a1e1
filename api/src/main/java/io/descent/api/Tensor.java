package io.descent.api;

import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;

/**
 * A mutable two-dimensional array of float32 or float64 numbers in row-major order. It may be a view of part of another
 * tensor. In a batch, each row is an example.
 *
 * <p>Operations work element by element, in place, and return this tensor, so that calls can be chained. Operands must
 * have the shape and precision of this tensor; they are only read. Scalars are first rounded to the tensor's precision.
 * Every operation gives the same bits on every machine. Operations allocate no memory, except those between views that
 * start at different rows: they copy both.
 *
 * <p>Only the trainer implements this interface, so any version may add methods. Every method that takes a tensor
 * throws {@link IllegalArgumentException} if its shape or precision differs. Every method that takes an index throws
 * {@link IndexOutOfBoundsException} if there is no such row or column.
 */
@Provided
public interface Tensor {
    /** Returns the number of rows, at least 0. */
    int rows();

    /** Returns the number of columns, at least 0. */
    int columns();

    /** Returns the element at a row and a column, both counted from 0. */
    double get(int row, int column);

    /** Sets one element. */
    Tensor set(int row, int column, double value);

    /**
     * Returns a view of consecutive rows.
     *
     * @param from the first row
     * @param to the row after the last; may equal {@code from}
     */
    Tensor rows(int from, int to);

    /** Returns a view of one row, a tensor (1 x columns). */
    Tensor row(int index);

    /** Sets every element to {@code c}. */
    Tensor fill(double c);

    /** Sets each element, row by row, to the next value of the supplier. */
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

    /** this = max(this, c); NaN stays NaN. */
    Tensor max(double c);

    /** this = max(this, x); NaN if either element is NaN. */
    Tensor max(Tensor x);

    /** this = min(this, c); NaN stays NaN. */
    Tensor min(double c);

    /** this = |this|. */
    Tensor abs();

    /** this = sign(this), which is -1, 0 or 1; NaN stays NaN. */
    Tensor sign();

    /** this = sqrt(this), correctly rounded; NaN where this is negative. */
    Tensor sqrt();

    /** this = e^this. */
    Tensor exp();

    /** this = e^this - 1, accurate near 0. */
    Tensor expm1();

    /** this = ln(this); NaN where this is negative. */
    Tensor log();

    /** this = ln(1 + this), accurate near 0. */
    Tensor log1p();

    /** this = tanh(this). */
    Tensor tanh();

    /** this = erf(this), where erf(x) is 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
    Tensor erf();

    /** this = 1 / (1 + e^-this). */
    Tensor sigmoid();

    /** this = (1 - w) this + w x. For finite numbers, this is exact at w = 0 (unchanged) and at w = 1 (x). */
    Tensor lerp(Tensor x, double w);

    /** this = (1 - w) this + w x^2. */
    Tensor lerpSquare(Tensor x, double w);

    /** this = this / (sqrt(c v) + epsilon). */
    Tensor divideBySqrt(Tensor v, double c, double epsilon);

    /** this = this where z is positive, slope * this elsewhere: the backward pass of relu and its variants. */
    Tensor scaleUnlessPositive(Tensor z, double slope);

    /**
     * this = f(this), for functions without an operation of their own. Slower than the other operations: every element
     * is widened to double and the call is not vectorised.
     */
    Tensor map(DoubleUnaryOperator f);

    /**
     * this = the sum of each row of x, in the order of its columns.
     *
     * @param x (rows x any number of columns), of the precision of this tensor, which has one column
     */
    Tensor assignRowSums(Tensor x);

    /**
     * this = ln(sum of e^x over each row of x). The largest element of the row is subtracted first, so that nothing
     * overflows.
     *
     * @param x (rows x at least one column), of the precision of this tensor, which has one column
     */
    Tensor assignLogSumExp(Tensor x);

    /**
     * Returns the sum of all elements, accumulated in this tensor's precision in a fixed order.
     *
     * @throws UnsupportedOperationException on a block passed to an element-wise optimizer
     */
    double sum();

    /**
     * Returns the sum of the products of corresponding elements, accumulated in this tensor's precision in a fixed
     * order.
     *
     * @throws UnsupportedOperationException on a block passed to an element-wise optimizer
     */
    double dot(Tensor x);

    /**
     * Returns the largest element: NaN if any element is NaN, negative infinity if there are no elements.
     *
     * @throws UnsupportedOperationException on a block passed to an element-wise optimizer
     */
    double max();
}
