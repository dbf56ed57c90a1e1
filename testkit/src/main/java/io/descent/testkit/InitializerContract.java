package io.descent.testkit;

import io.descent.api.Initializer;

/** What an initializer must do. */
public abstract class InitializerContract extends PluginContract<Initializer> {}
