package io.descent.api;

/**
 * A term added to the cost that grows with the weights of a layer. The trainer divides by m, the number of examples of the
 * training set: the cost gets {@code penalty / m}, the gradient of the weights gets {@code penalty' / m}. Biases are not
 * penalised.
 */
public non-sealed interface WeightPenalty extends Regularizer {
    /**
     * The penalty of a layer, not yet divided by m.
     *
     * @param weights (units x inputs), read only
     * @param scratch working memory of the weights' shape
     */
    double penalty(Tensor weights, Scratch scratch);

    /**
     * Adds the derivative of {@link #penalty} times {@code scale} to the gradient.
     *
     * @param weights (units x inputs), read only
     * @param gradient the gradient of the cost with respect to the weights, same shape; changed in place
     * @param scale 1/m
     * @param scratch working memory of the weights' shape
     */
    void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch);
}
