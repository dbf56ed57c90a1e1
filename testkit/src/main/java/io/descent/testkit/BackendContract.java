package io.descent.testkit;

import io.descent.core.tensor.Backend;

/** What kernels must do: give the bits of the scalar ones. */
public abstract class BackendContract extends PluginContract<Backend> {}
