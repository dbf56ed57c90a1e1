package io.descent.testkit;

import io.descent.api.WeightPenalty;

/**
 * The contract of weight penalties: {@code addGradient} adds scale times the derivative, which is compared with finite
 * differences of {@code penalty}; results are finite, and large weights are not rewarded; weights are only read; no
 * state is kept; float32 and float64 agree.
 *
 * <pre>{@code
 * class GroupLassoTest extends WeightPenaltyContract {
 *     protected WeightPenalty plugin() { return new GroupLasso(); }
 * }
 * }</pre>
 */
public abstract class WeightPenaltyContract extends PluginContract<WeightPenalty> {}
