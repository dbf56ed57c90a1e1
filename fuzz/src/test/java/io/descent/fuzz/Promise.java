package io.descent.fuzz;

import com.sun.management.ThreadMXBean;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What every reader promises for any input: it returns, or throws an {@link InvalidInputException} whose message fits
 * on a screen and has no control characters, within two seconds of processor time, and without allocating more than 64
 * MiB and a thousand times the size of the input.
 */
public final class Promise {
    private static final int LONGEST_MESSAGE = 2000;
    private static final int MOST_LINES = 25;
    private static final long MOST_NANOS = 2_000_000_000;
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_BYTES_PER_BYTE = 1000;

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The first input also loads classes. */
    private static boolean isWarm;

    /** What {@link Campaign} reads: whether records are printed. */
    private static final boolean IS_TELLING = Boolean.getBoolean("descent.fuzz.records");

    private static long nanosOfSlowest;
    private static long bytesOfLargest;

    private Promise() {}

    /** Reads an input. */
    @FunctionalInterface
    public interface Reading {
        /** Reads the input. */
        void read() throws IOException;
    }

    /**
     * Reads an input.
     *
     * @param size bytes of the input
     * @throws AssertionError if the reader breaks the promise
     * @throws IOException if the reader throws it, which breaks the promise, too
     */
    public static void keep(int size, Reading reading) throws IOException {
        long nanos = THREAD.getCurrentThreadCpuTime();
        long bytes = THREAD.getCurrentThreadAllocatedBytes();
        try {
            reading.read();
        } catch (InvalidInputException e) {
            message(String.valueOf(e.getMessage()));
        }
        nanos = THREAD.getCurrentThreadCpuTime() - nanos;
        bytes = THREAD.getCurrentThreadAllocatedBytes() - bytes;
        if (isWarm && nanos > MOST_NANOS) {
            throw new AssertionError("took %.1f s".formatted(nanos / 1e9));
        }
        if (isWarm && bytes > MOST_BYTES + MOST_BYTES_PER_BYTE * size) {
            throw new AssertionError("allocated %,d bytes for an input of %,d bytes".formatted(bytes, size));
        }
        if (isWarm && IS_TELLING) {
            tell(nanos, bytes);
        }
        isWarm = true;
    }

    private static void tell(long nanos, long bytes) {
        if (nanos > nanosOfSlowest || bytes > bytesOfLargest) {
            nanosOfSlowest = Math.max(nanos, nanosOfSlowest);
            bytesOfLargest = Math.max(bytes, bytesOfLargest);
            System.out.printf("record: %d ms, %d KiB%n", nanosOfSlowest / 1_000_000, bytesOfLargest >> 10);
        }
    }

    /**
     * Checks a text that a user would see.
     *
     * @throws AssertionError if it is longer than a screen or contains control characters
     */
    public static void message(String text) {
        if (text.length() > LONGEST_MESSAGE) {
            throw new AssertionError(
                    "a message of %,d characters: %s...".formatted(text.length(), text.substring(0, 200)));
        }
        if (text.lines().count() > MOST_LINES) {
            throw new AssertionError(
                    "a message of %d lines: %s".formatted(text.lines().count(), text));
        }
        text.codePoints()
                .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')
                .findFirst()
                .ifPresent(c -> {
                    throw new AssertionError("a message with the control character %d: %s".formatted(c, text));
                });
    }
}
