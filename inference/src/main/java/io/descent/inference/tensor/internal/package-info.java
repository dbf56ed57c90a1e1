/** Tensors, and the kernels that compute with them: scalar loops here, others found as plugins. */
@NullMarked
package io.descent.inference.tensor.internal;

import org.jspecify.annotations.NullMarked;
