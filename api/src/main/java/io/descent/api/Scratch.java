package io.descent.api;

/**
 * Working memory that the trainer owns, so that a plugin allocates nothing in a training step. Only the trainer
 * implements this interface, so any version may add methods.
 */
@Provided
public interface Scratch {
    /**
     * Returns a tensor to compute in.
     *
     * @param index which tensor, from 0; use small numbers, because each index takes memory
     * @return a tensor with the shape and precision of the one that the plugin was called with. Its content is
     *     undefined at every call, and it must not be kept after the call.
     */
    Tensor scratch(int index);
}
