package io.descent.api;

/**
 * Working memory that the trainer owns, so that a plugin allocates nothing in a training step. Implemented by the trainer
 * only: methods may be added.
 */
@Provided
public interface Scratch {
    /**
     * A tensor to compute in.
     *
     * @param index which one, from 0; use small numbers, each costs memory once
     * @return a tensor of the same shape and precision as the one that the plugin was called with; its content is
     *     undefined at every call, and it must not be kept after the call
     */
    Tensor scratch(int index);
}
