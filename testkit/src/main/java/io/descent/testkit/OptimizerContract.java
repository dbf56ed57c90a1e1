package io.descent.testkit;

import io.descent.api.Optimizer;

/**
 * What an optimizer must do: it descends; float32 agrees with float64; blocks of any size and order give the same bits if it says that it is element-wise; state is in
 * slots only, so that going on from a file equals never stopping; parameters and rates are left to the trainer; no tensor is kept; zero, tiny
 * and huge gradients, long runs and parameters of any shape are survived; several threads may use it.
 *
 * <pre>{@code
 * class HeavyBallTest extends OptimizerContract {
 *     protected Optimizer plugin() { return new HeavyBall(); }
 * }
 * }</pre>
 */
public abstract class OptimizerContract extends PluginContract<Optimizer> {}
