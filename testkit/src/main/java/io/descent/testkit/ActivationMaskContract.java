package io.descent.testkit;

import io.descent.api.ActivationMask;

/**
 * What a mask of activations must do: every factor is set; the mean is 1, over all and for each unit; examples have masks of their own; the same stream gives the
 * same bits and another stream others.
 *
 * <pre>{@code
 * class DropPathTest extends ActivationMaskContract {
 *     protected ActivationMask plugin() { return new DropPath(); }
 * }
 * }</pre>
 */
public abstract class ActivationMaskContract extends PluginContract<ActivationMask> {}
