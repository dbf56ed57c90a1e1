package io.descent.inference.tensor.internal;

import io.descent.api.Plugin;
import io.descent.inference.parallel.internal.Workers;
import org.jspecify.annotations.Nullable;

/**
 * A set of kernels: the inner loops on arrays. All backends give the same bits, those of {@link Scalar}; they differ in speed.
 */
public interface Backend extends Plugin {
    /** What has to be done before this backend can be used; null if it can. */
    @Nullable
    String missing();

    /** Functions of float32 numbers. */
    Float32Kernels float32();

    /** Functions of float64 numbers. */
    Float64Kernels float64();

    /** Products of float32 matrices; holds memory, so that it serves one user at a time. */
    Float32Product float32Product(Workers workers);

    /** Products of float64 matrices; holds memory, so that it serves one user at a time. */
    Float64Product float64Product(Workers workers);
}
