package io.descent.testkit;

import io.descent.api.WeightMask;

/**
 * The contract of masks of weights: every factor is set; the factors have mean 1; the same stream gives the same bits,
 * and another stream gives other factors.
 *
 * <pre>{@code
 * class DropWiresTest extends WeightMaskContract {
 *     protected WeightMask plugin() { return new DropWires(); }
 * }
 * }</pre>
 */
public abstract class WeightMaskContract extends PluginContract<WeightMask> {}
