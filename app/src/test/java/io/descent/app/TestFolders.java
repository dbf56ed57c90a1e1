package io.descent.app;

import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Copies folders and looks into them. */
final class TestFolders {
    private TestFolders() {}

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Writes the manifest of a model anew, as whoever changes a model on purpose must. */
    static void seal(Path model) throws IOException {
        Map<String, FileDigest> digests = new LinkedHashMap<>();
        for (String name : List.of("weights.safetensors", "model.json")) {
            digests.put(name, FileDigest.of(model.resolve(name)));
        }
        Manifest.write(model, digests);
    }

    /** The number of the newest checkpoint of a run; 0 if it has none. */
    static int newestCheckpoint(Path run) throws IOException {
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            return checkpoints
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
