package io.descent.testkit;

import io.descent.inference.tensor.internal.Backend;

/**
 * The contract of backends: functions, sums and matrix products have the same bits as the scalar kernels, for many row
 * lengths and shapes.
 *
 * <pre>{@code
 * class SimdTest extends BackendContract {
 *     protected Backend plugin() { return new Simd(); }
 * }
 * }</pre>
 */
public abstract class BackendContract extends PluginContract<Backend> {}
