package io.descent.testkit;

import io.descent.api.Initializer;

/**
 * The contract of initializers: every weight is set to a finite number; units differ; the mean is 0 and the variance
 * suits the number of inputs; the same stream gives the same bits, and another stream gives other weights; float32 and
 * float64 agree; several threads may use one instance.
 *
 * <pre>{@code
 * class HeNormalTest extends InitializerContract {
 *     protected Initializer plugin() { return new HeNormal(); }
 * }
 * }</pre>
 */
public abstract class InitializerContract extends PluginContract<Initializer> {}
