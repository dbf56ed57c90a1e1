package io.descent.inference.file.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes files of one folder and, last, their {@link Manifest}. */
public final class FolderFiles {
    private final Path folder;
    private final Map<String, FileDigest> written = new LinkedHashMap<>();

    /** Writes into an existing folder. */
    public FolderFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a file, like {@link OutputFile#write(Path, OutputFile.Content)}.
     *
     * @param name relative to the folder
     */
    public void write(String name, OutputFile.Content content) {
        written.put(name, OutputFile.writeDigested(folder.resolve(name), content));
    }

    /**
     * Adds a file that was written into a folder within.
     *
     * @param name relative to the folder, with {@code /}
     */
    public void add(String name) {
        try {
            written.put(name, FileDigest.of(folder.resolve(name)));
        } catch (IOException e) {
            throw OutputFile.problem(folder.resolve(name), e);
        }
    }

    /** Writes the manifest. */
    public void complete() {
        Manifest.write(folder, written);
    }
}
