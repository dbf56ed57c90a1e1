/** Tensors and the kernels that compute with them. The scalar kernels are here; other backends are plugins. */
@NullMarked
package io.descent.inference.tensor.internal;

import org.jspecify.annotations.NullMarked;
