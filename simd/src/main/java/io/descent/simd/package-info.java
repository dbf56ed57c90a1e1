/** Kernels on {@code jdk.incubator.vector} that give the same bits as the scalar kernels. */
@NullMarked
package io.descent.simd;

import org.jspecify.annotations.NullMarked;
