package io.descent.core.data;

/** Told how far a table has been read. */
@FunctionalInterface
public interface TableProgress {
    /** Tells nobody. */
    TableProgress NONE = (table, bytes, total) -> {};

    /**
     * Called about once per 8 MiB, and at the end of a pass.
     *
     * @param table its name in messages
     * @param bytes read in this pass, of compressed files in their compressed form
     * @param total of all files
     */
    void read(String table, long bytes, long total);
}
