package io.descent.core.data;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A table that may be read several times, each time with another idea of what its columns are. */
interface TableInput {
    /** The input in messages. */
    String place();

    /** The names of the columns. */
    List<String> columns();

    /** The names of the columns as they were written; an empty text for none. */
    default List<String> originalNames() {
        return columns();
    }

    /** What was changed that the user should know, in sentences. */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Reads all rows.
     *
     * @param how each column is received, by its name
     * @param formats the notations of numbers that are possible
     * @param markers the texts that mark a missing cell
     */
    Table read(Function<String, CellReceiver.How> how, NumberFormats formats, Set<String> markers);
}
