package io.descent.testkit;

import io.descent.api.WeightPenalty;

/**
 * What a penalty of weights must do: its derivative agrees with differences; it is added to the gradient, times the scale; it is finite and does not reward large
 * weights; weights are only read; nothing is kept; both precisions agree.
 *
 * <pre>{@code
 * class GroupLassoTest extends WeightPenaltyContract {
 *     protected WeightPenalty plugin() { return new GroupLasso(); }
 * }
 * }</pre>
 */
public abstract class WeightPenaltyContract extends PluginContract<WeightPenalty> {}
