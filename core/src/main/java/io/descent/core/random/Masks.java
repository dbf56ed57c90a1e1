package io.descent.core.random;

import io.descent.api.ActivationMask;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;

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
     * @return fill the mask when run, each a part, in any order and by any thread; masks are to be filled in the order of
     *     layer and index
     */
    List<Runnable> prepare(ActivationMask mask, ArrayTensor values, int layer, int index);
}
