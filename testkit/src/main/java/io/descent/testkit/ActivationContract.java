package io.descent.testkit;

import io.descent.api.Activation;

/** What an activation must do. */
public abstract class ActivationContract extends PluginContract<Activation> {}
