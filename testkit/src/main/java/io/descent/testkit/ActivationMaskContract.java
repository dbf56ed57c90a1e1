package io.descent.testkit;

import io.descent.api.ActivationMask;

/**
 * The contract of activation masks: every factor is set; the factors have mean 1, overall and per unit; each example
 * has its own mask; the same stream gives the same bits, and another stream gives other factors.
 *
 * <pre>{@code
 * class DropPathTest extends ActivationMaskContract {
 *     protected ActivationMask plugin() { return new DropPath(); }
 * }
 * }</pre>
 */
public abstract class ActivationMaskContract extends PluginContract<ActivationMask> {}
