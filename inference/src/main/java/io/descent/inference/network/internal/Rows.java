package io.descent.inference.network.internal;

import io.descent.inference.tensor.internal.ArrayTensor;

/** Inputs of a network, row by row, from which batches are filled. */
public interface Rows {
    /**
     * Copies rows into a batch.
     *
     * @param order positions of rows
     * @param from index in {@code order} of the first row to copy
     * @param batch (rows to copy x dense inputs), overwritten
     */
    void copy(int[] order, int from, ArrayTensor batch);

    /**
     * Copies the categories of rows: for each one-hot block, the index of the input that is 1 among all inputs of the
     * network, or -1 if none is.
     *
     * @param order positions of rows
     * @param from index in {@code order} of the first row to copy
     * @param rows number of rows to copy
     * @param blocks number of one-hot blocks, above 0
     * @param categories (rows x blocks), row by row
     * @param at index in {@code categories} of the first row
     */
    default void copyCategories(int[] order, int from, int rows, int blocks, int[] categories, int at) {
        throw new IllegalStateException("these rows have no categories");
    }
}
