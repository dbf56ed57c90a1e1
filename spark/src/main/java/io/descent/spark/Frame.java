package io.descent.spark;

import java.io.Serializable;

/**
 * Some rows of a table, column by column.
 *
 * @param rows their number
 * @param columns for each column its numbers (NaN for a missing one) or texts (null for a missing one)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Frame(int rows, Object[] columns) implements Serializable {}
