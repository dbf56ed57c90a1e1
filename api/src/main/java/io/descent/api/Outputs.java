package io.descent.api;

/**
 * The outputs of a network for some examples, as a {@link Loss} sees them. Its tensors are valid only during the call
 * and read only. Scratch tensors have the shape and precision of {@link #z}. Only the trainer implements this
 * interface, so any version may add methods.
 */
@Provided
public interface Outputs extends Scratch {
    /** Returns the pre-activations of the output layer (examples x outputs). */
    Tensor z();

    /** Returns the activations of the output layer (examples x outputs). */
    Tensor a();

    /**
     * Returns true if the output activation has the loss's {@linkplain Loss#link link}: compute from {@link #z}, which
     * cannot overflow, and write the derivative with respect to z. Otherwise compute from {@link #a}, and write the
     * derivative with respect to a.
     */
    boolean linked();
}
