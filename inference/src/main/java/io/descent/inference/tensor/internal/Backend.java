package io.descent.inference.tensor.internal;

import io.descent.api.Plugin;
import io.descent.inference.parallel.internal.Workers;
import org.jspecify.annotations.Nullable;

/**
 * A set of kernels: the inner loops on arrays. All backends compute the same bits as {@link Scalar}; they differ only
 * in speed.
 */
public interface Backend extends Plugin {
    /** What the user must do before this backend can be used; null if it is usable. */
    @Nullable
    String missing();

    /** Functions of float32 numbers. */
    Float32Kernels float32();

    /** Functions of float64 numbers. */
    Float64Kernels float64();

    /** Products of float32 matrices. Owns working memory, so only one thread may use it at a time. */
    Float32Product float32Product(Workers workers);

    /** Products of float64 matrices. Owns working memory, so only one thread may use it at a time. */
    Float64Product float64Product(Workers workers);
}
