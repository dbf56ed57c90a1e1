package io.descent.api;

/**
 * A term that is added to the cost and grows with the weights of a layer. The trainer divides it by m, the number of
 * examples in the training set or, if they have weights, the sum of the weights: it adds {@code penalty / m} to the
 * cost and {@code penalty' / m} to the gradient of the weights.
 */
public non-sealed interface WeightPenalty extends Regularizer {
    /**
     * Returns the penalty of one parameter, not yet divided by m.
     *
     * @param weights (units x inputs), or the biases (1 x units) if {@link #biases} returns true; read only
     * @param scratch working memory of the same shape
     */
    double penalty(Tensor weights, Scratch scratch);

    /**
     * Adds the derivative of {@link #penalty} times {@code scale} to the gradient.
     *
     * @param weights (units x inputs), or the biases (1 x units); read only
     * @param gradient the gradient of the cost with respect to the weights, same shape; changed in place
     * @param scale 1/m
     * @param scratch working memory of the same shape
     */
    void addGradient(Tensor weights, Tensor gradient, double scale, Scratch scratch);

    /** Returns whether the biases of the layer are penalised too. Batch norm's gamma and beta never are. */
    default boolean biases() {
        return false;
    }
}
