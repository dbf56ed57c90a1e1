package io.descent.core.random;

import io.descent.api.ActivationMask;
import io.descent.api.Progress;
import io.descent.api.WeightMask;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.List;

/** The masks of one training pass. */
public interface Masks {
    /**
     * Begins a mini-batch.
     *
     * @param step number of updates completed before, from 0; beginning the same step again gives the same masks
     * @param progress what the masks see of the training
     */
    void begin(int step, Progress progress);

    /**
     * Prepares a mask.
     *
     * @param values receives the mask (examples x units)
     * @param layer counted from 1
     * @param index which of the layer's masks, from 0
     * @return tasks that each fill one part of the mask. They may run in any order and on any thread, but masks must be
     *     filled in the order of layer and index
     */
    List<Runnable> prepare(ActivationMask mask, ArrayTensor values, int layer, int index);

    /**
     * Prepares a mask of weights.
     *
     * @param values receives the mask (units x inputs)
     * @param layer counted from 1
     * @param index which of the layer's masks of weights, from 0
     * @return fills the whole mask. It must run in the order of layer and index, and before the masks of the layer's
     *     activations
     */
    Runnable prepareWeights(WeightMask mask, ArrayTensor values, int layer, int index);
}
