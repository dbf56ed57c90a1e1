package io.descent.api;

/**
 * A term added to the cost that grows with the weights of a layer. The trainer divides by m, the number of examples of the
 * training set: the cost gets {@code penalty / m}, the gradient of the weights gets {@code penalty' / m}.
 */
public non-sealed interface WeightPenalty extends Regularizer {
    /**
     * The penalty of one parameter, not yet divided by m.
     *
     * @param weights (units x inputs), or the biases (1 x units) if {@link #biases} says so; read only
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

    /** Whether the biases of the layer are penalised as its weights are. Batch norm's gamma and beta never are. */
    default boolean biases() {
        return false;
    }
}
