package io.descent.api;

/** The non-linearity of a layer. */
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
     * Turns dJ/da into dJ/dz.
     *
     * @param z pre-activations (examples x units), read only
     * @param a activations as {@link #forward} left them, read only
     * @param gradient dJ/da on entry, dJ/dz on return; same shape
     * @param scratch working memory of the same shape
     */
    void backward(Tensor z, Tensor a, Tensor gradient, Scratch scratch);

    /** The relation by which losses recognise this activation in an output layer. */
    default Link link() {
        return Link.NONE;
    }
}
