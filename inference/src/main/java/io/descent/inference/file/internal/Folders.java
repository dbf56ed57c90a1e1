package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates, renames and deletes files and folders so that the change survives a power failure. */
public final class Folders {
    private static final int MOST_LINKS = 40;

    private Folders() {}

    /**
     * Creates a folder and its missing parents. A symbolic link to a folder counts as one.
     *
     * @throws InvalidInputException if that is impossible
     */
    public static void create(Path folder) {
        try {
            createAll(target(folder).toAbsolutePath());
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static void createAll(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createAll(parent);
        }
        try {
            createNew(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /**
     * Creates a folder in an existing one.
     *
     * @throws FileAlreadyExistsException if a file or folder has its name
     */
    public static void createNew(Path folder) throws IOException {
        Files.createDirectory(folder);
        sync(folder.getParent());
    }

    /** Renames a file or folder; a file replaces another one. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(to.getParent());
    }

    /** Deletes a file, or a folder with everything in it, if it exists. Links are deleted, not what they point to. */
    public static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path inner : list(path)) {
                delete(inner);
            }
        }
        Files.deleteIfExists(path);
    }

    /** Deletes a folder unless it contains something, is a link, or does not exist. */
    public static void deleteIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                // the other files are the user's
            }
        }
    }

    /** The files and folders in a folder, sorted; none if it does not exist. */
    public static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }

    /** Follows symbolic links, even to a file that does not exist yet. */
    static Path target(Path path) throws IOException {
        Path place = path;
        for (int i = 0; Files.isSymbolicLink(place); i++) {
            if (i == MOST_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        return place;
    }

    /** Whether a path, read from a file, leads to something in the folder that it is relative to. */
    static boolean isInner(String path) {
        try {
            Path inner = Path.of(path);
            return !path.isEmpty()
                    && inner.getRoot() == null
                    && inner.normalize().equals(inner)
                    && !inner.startsWith("..");
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Forces the names in a folder to the disk, on systems that can do so. */
    public static void sync(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // a channel closes itself in an interrupted thread
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        } catch (IOException e) {
            // not possible on this system; the files themselves are complete
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
