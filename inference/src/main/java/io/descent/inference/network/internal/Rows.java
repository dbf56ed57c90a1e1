package io.descent.inference.network.internal;

import io.descent.inference.tensor.internal.ArrayTensor;

/** Inputs of a network, row by row, from which batches are filled. */
public interface Rows {
    /**
     * Copies rows into a batch.
     *
     * @param order positions of rows
     * @param from index in {@code order} of the first row to copy
     * @param batch (rows to copy x inputs), overwritten
     */
    void copy(int[] order, int from, ArrayTensor batch);
}
