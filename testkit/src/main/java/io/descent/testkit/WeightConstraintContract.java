package io.descent.testkit;

import io.descent.api.WeightConstraint;

/**
 * The contract of constraints on weights: weights stay finite; a second call changes nothing; the result depends on the
 * weights alone; float32 and float64 agree.
 *
 * <pre>{@code
 * class UnitNormTest extends WeightConstraintContract {
 *     protected WeightConstraint plugin() { return new UnitNorm(); }
 * }
 * }</pre>
 */
public abstract class WeightConstraintContract extends PluginContract<WeightConstraint> {}
