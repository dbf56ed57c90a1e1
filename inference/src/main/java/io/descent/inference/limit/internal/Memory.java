package io.descent.inference.limit.internal;

import io.descent.inference.problem.InvalidInputException;
import java.util.Locale;

/** Refuses what cannot fit in memory before memory is taken for it. */
public final class Memory {
    private static final double GIB = 1L << 30;
    private static final double RESERVE = 1.25;

    private Memory() {}

    /**
     * Compares what is needed with the largest heap of the JVM.
     *
     * @param bytes needed at the same time, at least
     * @param where the file or the key that asks for it
     * @param what needs the memory, in the plural
     * @throws InvalidInputException if the heap cannot become large enough
     */
    public static void require(double bytes, String where, String what) {
        double heap = (double) Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new InvalidInputException(
                    "%s: %s need about %s of memory, but the JVM may use %s; %s, or make them smaller"
                            .formatted(where, what, size(bytes), size(heap), more(bytes)));
        }
    }

    /** How to allow so much memory, with a quarter in reserve. */
    public static String more(double bytes) {
        return "allow more with JAVA_OPTS=-Xmx%dg (in a Java program, with the option -Xmx%<dg)"
                .formatted((long) Math.ceil(bytes * RESERVE / GIB));
    }

    /** A number of bytes in GiB. */
    public static String size(double bytes) {
        return String.format(Locale.ROOT, bytes < GIB ? "%.2f GiB" : "%.1f GiB", bytes / GIB);
    }
}
