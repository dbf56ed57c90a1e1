package io.descent.testkit;

import io.descent.api.Loss;

/**
 * The contract of losses: the gradient agrees with finite differences of the costs, from the pre-activation and from
 * the activation; both give the same cost; the cost of an example does not depend on its mini-batch; it falls as
 * outputs approach the label; costs and gradients are overwritten and everything else is only read; large outputs do
 * not overflow; float32 and float64 agree; labels are refused in words; several threads may use one instance.
 *
 * <p>The labels are of two, three and many classes, one value, two values, counts, positive numbers and shares.
 *
 * <pre>{@code
 * class LogCoshTest extends LossContract {
 *     protected Loss plugin() { return new LogCosh(); }
 * }
 * }</pre>
 */
public abstract class LossContract extends PluginContract<Loss> {}
