package io.descent.testkit;

import io.descent.api.Optimizer;

/** What an optimizer must do. */
public abstract class OptimizerContract extends PluginContract<Optimizer> {}
