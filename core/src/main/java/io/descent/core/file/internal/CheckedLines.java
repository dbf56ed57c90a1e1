package io.descent.core.file.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file of JSON lines with checksums ({@link LineChain}), up to the first line that is damaged. */
public final class CheckedLines {
    private static final int LONGEST_LINE = 1 << 24;

    private final InputStream in;
    private final LineChain chain = new LineChain();
    private int number;
    private long good;
    private long read;
    private @Nullable String damage;
    private boolean isLast;

    private CheckedLines(InputStream in) {
        this.in = in;
    }

    /** Receives lines. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Takes one line.
         *
         * @param number from 1
         * @param line as it is in the file
         * @param json the line without its checksum
         * @param end the number of bytes up to here
         */
        void take(int number, String line, String json, long end) throws IOException;
    }

    /**
     * Where reading ended.
     *
     * @param lines the number of good lines
     * @param bytes their length
     * @param chain for writing the next line
     * @param damage what is wrong with the line after them; null if there is none
     * @param isLast whether no other line comes after the damaged one, as after a power failure
     */
    public record End(
            int lines,
            long bytes,
            LineChain chain,
            @Nullable String damage,
            boolean isLast) {}

    /** Reads a file to its end, or to its first damaged line. */
    public static End read(Path file, Receiver receiver) throws IOException {
        return read(file, Integer.MAX_VALUE, receiver);
    }

    /**
     * Reads the first lines of a file.
     *
     * @param most how many lines; the file need not exist for none
     */
    public static End read(Path file, int most, Receiver receiver) throws IOException {
        try (InputStream in = most == 0 ? InputStream.nullInputStream() : Files.newInputStream(file)) {
            CheckedLines lines = new CheckedLines(new BufferedInputStream(in, 1 << 16));
            while (lines.number < most && lines.next(receiver)) {
                // until the end, damage, or enough
            }
            return new End(lines.number, lines.good, lines.chain, lines.damage, lines.isLast);
        }
    }

    private boolean next(Receiver receiver) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            bytes.write(b);
            if (bytes.size() > LONGEST_LINE) {
                damage = "is longer than 16 MiB";
                return false;
            }
            b = in.read();
        }
        read += bytes.size() + 1;
        if (b < 0) {
            if (bytes.size() > 0) {
                damage = "is incomplete";
                isLast = true;
            }
            return false;
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        String json = chain.open(line);
        if (json == null) {
            damage = "is damaged: its checksum is wrong or missing";
            isLast = in.read() < 0;
            return false;
        }
        number++;
        good = read;
        receiver.take(number, line, json, good);
        return true;
    }
}
