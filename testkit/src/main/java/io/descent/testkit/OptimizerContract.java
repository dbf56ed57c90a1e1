package io.descent.testkit;

import io.descent.api.Optimizer;

/**
 * The contract of optimizers: it descends; float32 and float64 agree; an element-wise optimizer gives the same bits
 * for blocks of any size and order; all state is in slots, so that a restored training continues exactly; it neither
 * writes parameters nor multiplies by the learning rate; it keeps no tensor; it handles zero, tiny and huge gradients,
 * a learning rate of 0, long trainings and parameters of any shape; several threads may use one instance.
 *
 * <pre>{@code
 * class HeavyBallTest extends OptimizerContract {
 *     protected Optimizer plugin() { return new HeavyBall(); }
 * }
 * }</pre>
 */
public abstract class OptimizerContract extends PluginContract<Optimizer> {}
