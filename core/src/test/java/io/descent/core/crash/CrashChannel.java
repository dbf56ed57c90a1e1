package io.descent.core.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open file or folder. An interrupt closes it, as it closes the channels of the JDK. */
final class CrashChannel extends FileChannel {
    private final CrashFileSystem fileSystem;
    private final CrashPath path;
    private final Node node;
    private final boolean readable;
    private final boolean writable;
    private final Set<? extends OpenOption> options;
    private long position;

    CrashChannel(CrashPath path, Node node, Set<? extends OpenOption> options) {
        this.fileSystem = path.getFileSystem();
        this.path = path;
        this.node = node;
        this.options = options;
        writable = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        readable = options.contains(StandardOpenOption.READ) || !writable;
    }

    /** A piece of work on the open file. */
    @FunctionalInterface
    private interface Work {
        long run() throws IOException;
    }

    private long work(Work work) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        boolean completed = false;
        try {
            begin();
            synchronized (fileSystem) {
                if (isOpen()) {
                    long result = work.run();
                    completed = true;
                    return result;
                }
            }
        } finally {
            end(completed);
        }
        throw new ClosedChannelException();
    }

    private Node.File file() throws IOException {
        if (node instanceof Node.File file) {
            return file;
        }
        throw new IOException("Is a directory");
    }

    private void requireReadable() {
        if (!readable) {
            throw new NonReadableChannelException();
        }
    }

    private void requireWritable() {
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    private int readAt(ByteBuffer into, long from) throws IOException {
        byte[] bytes = new byte[into.remaining()];
        int read = file().read(from, bytes, 0, bytes.length);
        if (bytes.length == 0) {
            return 0;
        }
        if (read > 0) {
            into.put(bytes, 0, read);
        }
        return read;
    }

    private void writeAt(byte[] bytes, long to) throws IOException {
        fileSystem.write(path, file(), Math.toIntExact(to), bytes);
        if (options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC)) {
            file().force();
        }
    }

    private static byte[] take(ByteBuffer... buffers) {
        int count = 0;
        for (ByteBuffer buffer : buffers) {
            count += buffer.remaining();
        }
        byte[] bytes = new byte[count];
        int offset = 0;
        for (ByteBuffer buffer : buffers) {
            int length = buffer.remaining();
            buffer.get(bytes, offset, length);
            offset += length;
        }
        return bytes;
    }

    private long writeNext(ByteBuffer... from) throws IOException {
        requireWritable();
        return work(() -> {
            if (options.contains(StandardOpenOption.APPEND)) {
                position = file().length();
            }
            byte[] bytes = take(from);
            if (bytes.length > 0) {
                writeAt(bytes, position);
                position += bytes.length;
            }
            return bytes.length;
        });
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        requireReadable();
        return (int) work(() -> {
            int read = readAt(into, position);
            position += Math.max(read, 0);
            return read;
        });
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                int read = read(into[i]);
                if (read < 0) {
                    return total == 0 ? -1 : total;
                }
                total += read;
            }
        }
        return total;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        requireReadable();
        return (int) work(() -> readAt(into, from));
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return (int) writeNext(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        ByteBuffer[] part = new ByteBuffer[length];
        System.arraycopy(from, offset, part, 0, length);
        return writeNext(part);
    }

    @Override
    public int write(ByteBuffer from, long to) throws IOException {
        requireWritable();
        return (int) work(() -> {
            byte[] bytes = take(from);
            if (bytes.length > 0) {
                // Linux appends to a file that is open for appending, whatever the position
                writeAt(bytes, options.contains(StandardOpenOption.APPEND) ? file().length() : to);
            }
            return bytes.length;
        });
    }

    @Override
    public long position() throws IOException {
        return work(() -> options.contains(StandardOpenOption.APPEND) ? file().length() : position);
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IllegalArgumentException("the position " + newPosition + " is negative");
        }
        work(() -> position = newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return work(() -> file().length());
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        requireWritable();
        work(() -> {
            if (size < file().length()) {
                fileSystem.truncate(path, file(), (int) size);
            }
            position = Math.min(position, size);
            return size;
        });
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        work(() -> {
            fileSystem.force(path, node);
            return 0;
        });
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(Math.max(0, Math.min(count, size() - from)), 1 << 16));
        if (buffer.hasRemaining()) {
            read(buffer, from);
        }
        return target.write(buffer.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
        return source.read(buffer) <= 0 ? 0 : write(buffer.flip(), to);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("this file system cannot map files");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        FileLock lock = tryLock(from, size, shared);
        if (lock == null) {
            throw new IOException("another process holds a lock, and this test would wait for ever");
        }
        return lock;
    }

    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        if (shared) {
            requireReadable();
        } else {
            requireWritable();
        }
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        return fileSystem.lock(this, node, from, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        fileSystem.unlock(this);
        if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            fileSystem.deleteIfExists(path);
        }
    }
}
