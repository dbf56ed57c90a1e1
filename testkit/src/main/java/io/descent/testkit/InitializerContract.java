package io.descent.testkit;

import io.descent.api.Initializer;

/**
 * What an initializer must do: all weights are set and finite; units differ; the mean is 0 and the variance fits the number of inputs; the same stream gives the
 * same bits and another stream others; both precisions agree; several threads may use it.
 *
 * <pre>{@code
 * class HeNormalTest extends InitializerContract {
 *     protected Initializer plugin() { return new HeNormal(); }
 * }
 * }</pre>
 */
public abstract class InitializerContract extends PluginContract<Initializer> {}
