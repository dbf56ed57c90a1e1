package io.descent.testkit;

import io.descent.api.ActivationMask;

/** What a mask must do. */
public abstract class ActivationMaskContract extends PluginContract<ActivationMask> {}
