package io.descent.api;

/**
 * Keeps the weights of a layer in a set, such as a ball: after every update, weights that left the set are moved back
 * into it.
 */
public non-sealed interface WeightConstraint extends Regularizer {
    /**
     * Moves the weights back into the set.
     *
     * @param weights (units x inputs); changed in place
     * @param scratch working memory of the same shape
     */
    void project(Tensor weights, Scratch scratch);
}
