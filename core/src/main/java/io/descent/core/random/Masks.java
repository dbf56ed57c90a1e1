package io.descent.core.random;

import io.descent.api.ActivationMask;
import io.descent.core.tensor.ArrayTensor;

/** The masks of one training pass. */
public interface Masks {
    /**
     * Begins a mini-batch.
     *
     * @param step updates completed before, from 0; a step that is begun again has the same masks again
     */
    void begin(int step);

    /**
     * Prepares a mask.
     *
     * @param values receives the mask (examples x units)
     * @param layer counted from 1
     * @param index which of the layer's masks, from 0
     * @return fills the mask when run; masks are to be run in the order of layer and index
     */
    Runnable prepare(ActivationMask mask, ArrayTensor values, int layer, int index);
}
