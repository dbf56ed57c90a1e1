package io.descent.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the gradient of a parameter into a direction. The trainer then moves the parameter against that direction:
 *
 * <pre>parameter = parameter - learningRate * direction</pre>
 *
 * <p>The trainer applies the sign, the learning rate and the schedule. It moves no parameter until all directions of
 * the step have been computed and are finite. An optimizer therefore contains only its formula:
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
    /**
     * Returns the names of the slots (state vectors) that {@link Step#slot} provides: letters, digits and underscores.
     */
    default List<String> slots() {
        return List.of();
    }

    /**
     * Returns whether each element of the direction depends only on scalars and on the same element of the gradient,
     * the parameter and the slots. If it does, the trainer calls {@link #toDirection} on blocks of any size, in any
     * order and in parallel. A block may span several parameters, and reductions on a block throw.
     */
    default boolean elementwise() {
        return false;
    }

    /**
     * Computes the direction of one parameter or one block.
     *
     * @param gradient the gradient of the mean cost of the mini-batch, penalties included, in the shape of the
     *     parameter; may be overwritten
     * @param step the slots of the parameter, its value (read only) and the scalars of the update
     * @return the gradient (overwritten), a slot or a scratch tensor; the trainer only reads it
     */
    Tensor toDirection(Tensor gradient, Step step);

    /**
     * Returns the point at which the network is evaluated and saved, if that is not the parameter itself: an average of
     * the parameters, for instance. The trainer calls it between two updates, for each parameter or block, before it
     * computes metrics or saves the model; training then continues from the parameter as if it had not been called.
     * With batch norm, the running statistics of that point are computed anew over the training set.
     *
     * @param step as in the last update: {@link Step#number} is the number of completed updates, and {@link
     *     Step#parameter} is the parameter after them
     * @return a slot, a scratch tensor or the parameter; the trainer only reads it. Null, the default, for the
     *     parameter
     */
    default @Nullable Tensor evaluated(Step step) {
        return null;
    }

    /**
     * Returns whether the mean of the slots of several trainings, which began with the same slots and parameters, is
     * of use for the mean of their parameters. Averages, sums and largest values of gradients are, with the default; signs,
     * counters that differ between the trainings and codes are not. Where a network is trained on several shards of the
     * training set at once, an optimizer that returns false is refused, unless its slots are kept apart.
     */
    default boolean slotsMayBeAveraged() {
        return true;
    }
}
