package io.descent.testkit;

import io.descent.api.Activation;

/**
 * The contract of activations: the derivative agrees with finite differences, also in the tails; results stay finite
 * for large pre-activations (with a log link, up to 80); read-only tensors are not written; each example is computed
 * independently; nothing is kept between calls; float32 and float64 agree; {@code link()} is true.
 *
 * <pre>{@code
 * class SoftsignTest extends ActivationContract {
 *     protected Activation plugin() { return new Softsign(); }
 * }
 * }</pre>
 */
public abstract class ActivationContract extends PluginContract<Activation> {}
