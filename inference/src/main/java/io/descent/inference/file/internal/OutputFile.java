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
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * Writes files atomically: after a crash at any moment, a file has either its old content or its new content. The other
 * ways to change files are {@link AppendFile} and {@link Folders}; nothing else in Descent does so.
 */
public final class OutputFile {
    private static final String TEMPORARY = ".part";
    private static final Pattern LEFT = Pattern.compile(".+\\.[0-9a-f]{32}\\.part");

    private OutputFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the whole content. The caller flushes and closes the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes to a temporary file beside the target, forces it to the disk and renames it. Symbolic links are followed. A
     * target that exists but is not a regular file, such as a pipe, is written directly.
     *
     * @throws InvalidInputException if writing fails; the target is then unchanged
     */
    public static void write(Path target, Content content) {
        replace(target, content);
    }

    /** Like {@link #write}; returns size and digest of what was written to a regular file. */
    static FileDigest writeDigested(Path target, Content content) {
        FileDigest.Stream[] digested = new FileDigest.Stream[1];
        replace(target, out -> {
            digested[0] = new FileDigest.Stream(out);
            content.writeTo(digested[0]);
        });
        return digested[0].digest();
    }

    private static void replace(Path target, Content content) {
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
                    content.writeTo(out);
                }
                return;
            }
            Path place = Folders.target(target).toAbsolutePath();
            Path temporary = place.resolveSibling(place.getFileName() + "." + RandomNames.next() + TEMPORARY);
            try {
                writeAndSync(temporary, content);
                Folders.move(temporary, place);
            } catch (Throwable e) {
                deleteAfter(e, temporary);
                throw e;
            }
        } catch (IOException e) {
            throw problem(target, e);
        } catch (UncheckedIOException e) {
            throw problem(target, new IOException(e.getMessage(), e));
        }
    }

    private static void deleteAfter(Throwable failure, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e); // such as a disk that is gone
        }
    }

    private static void writeAndSync(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Deletes what killed processes have left of the files in a folder. The caller has the folder's lock. */
    public static void deleteTemporary(Path folder) throws IOException {
        for (Path file : Folders.list(folder)) {
            if (LEFT.matcher(file.getFileName().toString()).matches()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(Path target, String text) {
        write(target, text(text));
    }

    /** The content of a text file in UTF-8. */
    public static Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
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
