package io.descent.core.data;

import io.descent.api.Rows;
import java.util.function.LongConsumer;

/** One file of a table. */
interface TablePart {
    /** The file in messages. */
    String name();

    /** Number of bytes of the file. */
    long size();

    /** The names of its columns. */
    ColumnNames names();

    /** Whether the names are written in the file. Otherwise columns are known by their position. */
    boolean isNamed();

    /** Whether a column that the file does not have is one of missing cells. */
    boolean mayLackColumns();

    /**
     * Delivers the rows.
     *
     * @param order for each column of the table, its position in this file; -1 if it is missing
     * @param progress told the number of bytes that have been read, now and then
     * @return how many rows there were, broken ones too
     */
    long read(int[] order, Rows rows, LongConsumer progress);
}
