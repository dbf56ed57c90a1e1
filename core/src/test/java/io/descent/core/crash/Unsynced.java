package io.descent.core.crash;

/** What a crash does to changes that were not forced to the disk. */
public enum Unsynced {
    /** All of them reach the disk: the process was killed, the system lives on. */
    KEPT,
    /**
     * None of them reaches the disk. A file has its content of the last {@code force}, and none if it was never forced.
     * Creating, renaming and deleting count once the folder is forced, a rename between folders once its target is.
     */
    LOST,
    /**
     * In each folder, the first half of the changes of names reaches the disk, and of each file, the first half of the
     * bytes written. The file ends after them.
     */
    TORN,
    /** As {@link #TORN}, but the file has its whole length, with zeros in the place of what was lost. */
    ZEROS,
    /**
     * Names reach the disk and content does not, as with {@code data=writeback} on ext4: renaming a file that was not
     * forced replaces the old content with none.
     */
    NAMES_ONLY
}
