/**
 * Tensors of float32 and float64 on flat arrays, matrix products, and elementary functions whose results are the same bits
 * on every machine. The float64 classes other than {@code Float64Functions} are generated from the float32 ones.
 */
@NullMarked
package io.descent.core.tensor;

import org.jspecify.annotations.NullMarked;
