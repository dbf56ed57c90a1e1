package io.descent.testkit;

import io.descent.inference.tensor.internal.Backend;

/**
 * What a set of kernels must do: functions, sums and matrix products have the bits of the scalar kernels, for rows of many lengths and many shapes.
 *
 * <pre>{@code
 * class SimdTest extends BackendContract {
 *     protected Backend plugin() { return new Simd(); }
 * }
 * }</pre>
 */
public abstract class BackendContract extends PluginContract<Backend> {}
