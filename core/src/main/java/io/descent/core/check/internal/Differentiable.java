package io.descent.core.check.internal;

import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;

/** A function of float64 parameters together with what it says its gradient is. */
public interface Differentiable {
    /**
     * A tensor by its name.
     *
     * @param name for instance {@code dense-1.weight}
     */
    record Named(String name, ArrayTensor tensor) {}

    /** What the function depends on. The check changes elements and puts them back. */
    List<Named> parameters();

    /** The value at the present parameters. */
    double value();

    /** Computes the gradient at the present parameters: a tensor for each parameter, in their order and shapes. */
    List<ArrayTensor> gradient();
}
