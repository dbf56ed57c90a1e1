package io.descent.testkit;

import io.descent.api.Activation;

/**
 * What an activation must do: its derivative agrees with differences, in the tails too; large arguments stay finite; what may only be read is not written; examples do
 * not see each other; nothing is kept; both precisions agree; the link is what it says.
 *
 * <pre>{@code
 * class SoftsignTest extends ActivationContract {
 *     protected Activation plugin() { return new Softsign(); }
 * }
 * }</pre>
 */
public abstract class ActivationContract extends PluginContract<Activation> {}
