/** Kernels on {@code jdk.incubator.vector}, with the bits of the scalar ones. */
@NullMarked
package io.descent.simd;

import org.jspecify.annotations.NullMarked;
