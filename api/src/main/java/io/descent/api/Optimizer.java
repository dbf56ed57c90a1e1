package io.descent.api;

import java.util.List;

/**
 * Turns the gradient of a parameter into the direction against which the trainer moves it:
 *
 * <pre>parameter = parameter - learningRate * direction</pre>
 *
 * <p>The trainer applies sign, learning rate and schedule, and moves nothing before all directions of a step were
 * computed and found finite. An optimizer therefore only writes its formula:
 *
 * <pre>{@code
 * public record Momentum(@Hyperparameter(min = 0, max = 1, maxExclusive = true) double beta) implements Optimizer {
 *     public Momentum() {
 *         this(0.9);
 *     }
 *
 *     public List<String> slots() {
 *         return List.of("v");
 *     }
 *
 *     public boolean elementwise() {
 *         return true;
 *     }
 *
 *     public Tensor toDirection(Tensor gradient, Step step) {
 *         return step.slot("v").lerp(gradient, 1 - beta);
 *     }
 * }
 * }</pre>
 */
public interface Optimizer extends Plugin {
    /** The names of the state vectors that {@link Step#slot} hands out: letters, digits and underscores. */
    default List<String> slots() {
        return List.of();
    }

    /**
     * Whether each element of the direction depends on nothing but the same element of gradient, parameter and slots, and
     * on scalars. Then the trainer calls {@link #toDirection} on blocks that may span several parameters, of any size, in
     * any order and in parallel; reductions on a block throw.
     */
    default boolean elementwise() {
        return false;
    }

    /**
     * Computes the direction of one parameter, or of one block.
     *
     * @param gradient the gradient of the mean cost of the mini-batch, penalties included, in the parameter's
     *     shape; may be overwritten
     * @param step the parameter's slots, its value (read only) and the scalars of the update
     * @return the gradient (overwritten), a slot or a scratch tensor; the trainer only reads it
     */
    Tensor toDirection(Tensor gradient, Step step);
}
