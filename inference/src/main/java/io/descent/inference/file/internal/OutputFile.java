package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writes files atomically: after a crash at any moment, a file has either its old content or its new content. */
public final class OutputFile {
    private OutputFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole content. The caller flushes and closes the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file beside the target, forces it to the disk and renames it. A target that exists but is
     * not a regular file, such as a pipe, is written directly.
     *
     * @throws InvalidInputException if writing fails; the target is then unchanged
     */
    public static void write(Path target, Content content) {
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
                    content.writeTo(out);
                }
                return;
            }
            Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            Path temporary = place.resolveSibling(
                    place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                writeAndSync(temporary, content);
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncFolder(place.getParent());
        } catch (IOException e) {
            throw problem(target, e);
        } catch (UncheckedIOException e) {
            throw problem(target, new IOException(e.getMessage(), e));
        }
    }

    private static void writeAndSync(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Makes a rename survive a power failure, on systems that can sync folders. */
    private static void syncFolder(@Nullable Path folder) {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            } catch (IOException e) {
                // not possible on this system; the file itself is complete
            }
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(Path target, String text) {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** An exception that tells the user why the target cannot be written. */
    public static InvalidInputException problem(Path target, IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (e instanceof ClosedByInterruptException) {
            reason = "interrupted";
        } else if (e instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (e instanceof NoSuchFileException) {
            reason = "its folder does not exist";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            reason = "part of its path exists and is not a folder";
        }
        return new InvalidInputException(target + ": cannot be written: " + reason, e);
    }
}
