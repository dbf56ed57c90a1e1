package io.descent.core.crash;

/**
 * A change to a file system.
 *
 * @param number counted from 1
 * @param what for people, such as {@code write runs/a/metrics.jsonl, 80 bytes}
 * @param bytes the bytes to write; 0 if the operation is not a write
 * @param needsSpace whether a full disk refuses it
 */
public record Operation(int number, String what, int bytes, boolean needsSpace) {
    /** Whether a crash can leave a part of it. */
    public boolean canBeCut() {
        return bytes > 1;
    }

    @Override
    public String toString() {
        return number + " " + what;
    }
}
