package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The right of one process, and of one place in it, to change a folder. It is a lock on a file, which the operating
 * system releases when the process ends. The file is deleted when the lock is released in order.
 *
 * <p>POSIX systems also release the lock when the process closes any other channel to the file. So nothing else may open
 * the file, not even to read it, and the locks of this process are kept in a set.
 */
public final class FolderLock implements Closeable {
    /** The name of the file that is locked. */
    public static final String NAME = ".lock";

    private static final System.Logger LOG = System.getLogger(FolderLock.class.getName());
    private static final long WAIT_MILLIS = 5;
    private static final int MOST_WAITS = 6000;
    private static final int LARGEST_TOKEN = 1 << 13;

    /** The files that this process has locked, or is about to. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, or returns null if someone else has it.
     *
     * @param folder an existing folder
     * @throws IOException if the folder cannot be written
     */
    public static @Nullable FolderLock tryTake(Path folder) throws IOException {
        Path file = folder.toRealPath().resolve(NAME);
        if (!HELD.add(file)) {
            return null; // someone in this process
        }
        FolderLock lock = null;
        try {
            lock = tryLock(file);
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
        return lock;
    }

    private static @Nullable FolderLock tryLock(Path file) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                if (!isLocked(channel, file)) {
                    return null;
                }
                taken = isOpenFile(file, channel);
                if (taken) {
                    return new FolderLock(file, channel);
                }
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        }
    }

    /**
     * Whether a locked file is still the one in the folder: whoever held the lock before may have deleted it after this
     * process had opened it. The size that the file is given tells, because it can be read without opening the file.
     */
    private static boolean isOpenFile(Path file, FileChannel channel) throws IOException {
        int token = ThreadLocalRandom.current().nextInt(1, LARGEST_TOKEN);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), token - 1L);
        try {
            return Files.size(file) == token;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isLocked(FileChannel channel, Path file) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this class, loaded a second time in this process
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: this file system has no locks ({1}); make sure that only one process writes here",
                    file.getParent(),
                    e.getMessage());
            return true;
        }
    }

    /**
     * Takes the lock, and waits for at most 30 seconds while someone else has it.
     *
     * @throws InvalidInputException if it is not released, or the folder cannot be written
     */
    public static FolderLock take(Path folder) {
        try {
            for (int i = 0; i < MOST_WAITS; i++) {
                FolderLock lock = tryTake(folder);
                if (lock != null) {
                    return lock;
                }
                Thread.sleep(WAIT_MILLIS);
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new InvalidInputException(folder + ": another process is writing to this folder; try again later");
    }

    /** Releases the lock. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return; // released before
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // some systems do not delete an open file; it locks nothing once it is closed
        }
        try {
            channel.close();
        } catch (IOException e) {
            // the system releases the lock when the process ends
        }
        HELD.remove(file);
    }
}
