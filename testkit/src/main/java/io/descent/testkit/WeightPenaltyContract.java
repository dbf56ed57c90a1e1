package io.descent.testkit;

import io.descent.api.WeightPenalty;

/** What a penalty must do. */
public abstract class WeightPenaltyContract extends PluginContract<WeightPenalty> {}
