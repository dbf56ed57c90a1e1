package io.descent.core.data;

/** What decides the order of the rows, on which splits, mini-batches and sums depend. */
public enum RowOrder {
    /** Their order in the source. */
    FILE,
    /** Their cells and the seed, so that the same rows in another order give the same bits. */
    CONTENT
}
