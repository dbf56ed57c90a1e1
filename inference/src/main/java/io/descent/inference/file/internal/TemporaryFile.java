package io.descent.inference.file.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that exists only as long as the process. */
public final class TemporaryFile {
    private final Path path;

    private TemporaryFile(Path path) {
        this.path = path;
    }

    /** Creates an empty file, which only this user can read. */
    public static TemporaryFile create(Path folder, String prefix, String suffix) throws IOException {
        Path path = Files.createTempFile(folder, prefix, suffix);
        path.toFile().deleteOnExit();
        return new TemporaryFile(path);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Opens it for writing. */
    public OutputStream write() throws IOException {
        return Files.newOutputStream(path);
    }

    /** Deletes it, now or at the end of the process. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // some systems delete no open file; it goes when the process ends
        }
    }
}
