package io.descent.inference.file.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows at its end. A failed or interrupted write leaves no part of itself behind. */
public final class AppendFile implements Closeable {
    private final FileChannel channel;
    private long length;

    private AppendFile(FileChannel channel, long length) {
        this.channel = channel;
        this.length = length;
    }

    /** Opens a file, which is created if missing. */
    public static AppendFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        AppendFile opened = new AppendFile(channel, channel.size());
        Folders.sync(file.toAbsolutePath().getParent());
        return opened;
    }

    /** The number of bytes in the file. */
    public long length() {
        return length;
    }

    /** Writes bytes at the end. If this fails, the file keeps its length; the caller may try again. */
    public void append(byte[] bytes) throws IOException {
        uninterrupted(() -> {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            try {
                for (long at = length; rest.hasRemaining(); ) {
                    at += channel.write(rest, at);
                }
            } catch (IOException e) {
                try {
                    channel.truncate(length);
                } catch (IOException again) {
                    e.addSuppressed(again); // the next write replaces what is left
                }
                throw e;
            }
            length += bytes.length;
        });
    }

    /** Removes everything after the given number of bytes. */
    public void truncate(long bytes) throws IOException {
        uninterrupted(() -> {
            channel.truncate(bytes);
            length = Math.min(length, bytes);
        });
    }

    /** Forces everything to the disk. */
    public void force() throws IOException {
        uninterrupted(() -> channel.force(false));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** A channel closes itself when an interrupted thread uses it. */
    private static void uninterrupted(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
