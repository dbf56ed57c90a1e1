package io.descent.core.check.internal;

import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;

/** A function of float64 parameters with the gradient to be checked. */
public interface Differentiable {
    /**
     * A named tensor.
     *
     * @param name such as {@code dense-1.weight}
     */
    record Named(String name, ArrayTensor tensor) {}

    /** The parameters of the function. The check changes elements and restores them. */
    List<Named> parameters();

    /** The value at the current parameters. */
    double value();

    /** Computes the gradient at the current parameters: one tensor per parameter, in the same order and shapes. */
    List<ArrayTensor> gradient();
}
