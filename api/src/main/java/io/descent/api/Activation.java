package io.descent.api;

/** The activation function of a layer, a = g(z). */
public interface Activation extends Plugin {
    /**
     * Computes a = g(z).
     *
     * @param z pre-activations (examples x units), read only
     * @param a activations, same shape; overwritten
     * @param scratch working memory of the same shape
     */
    void forward(Tensor z, Tensor a, Scratch scratch);

    /**
     * Replaces dJ/da by dJ/dz.
     *
     * @param z pre-activations (examples x units), read only
     * @param a activations as computed by {@link #forward}, read only
     * @param gradient dJ/da on entry, dJ/dz on return; same shape
     * @param scratch working memory of the same shape
     */
    void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch);

    /** Returns the link by which losses recognise this activation in an output layer. */
    default Link link() {
        return Link.NONE;
    }
}
