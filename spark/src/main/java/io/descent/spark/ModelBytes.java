package io.descent.spark;

import io.descent.inference.file.internal.Folders;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.model.internal.ModelParts;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A model as bytes: a zip of its files. */
final class ModelBytes {
    private ModelBytes() {}

    /** What is done with a folder that is deleted afterwards. */
    private interface Use<T> {
        T of(Path folder) throws IOException;
    }

    private static <T> T inFolder(Use<T> use) {
        try {
            Path folder = Files.createTempDirectory("descent-model");
            try {
                return use.of(folder);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] of(ModelParts parts) {
        return inFolder(folder -> {
            ModelFile.save(parts, folder.resolve("model"), List.of());
            return of(folder.resolve("model"));
        });
    }

    /** The files of a model folder, or of the folder {@code model} of a run. */
    static byte[] of(Path folder) throws IOException {
        Path inner = Files.isDirectory(folder.resolve("model")) ? folder.resolve("model") : folder;
        List<String> names = new ArrayList<>(ModelFile.files(inner));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(inner.resolve(name), zip);
            }
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a model.
     *
     * @throws InvalidInputException if the bytes are not those of a model, or a plugin is missing
     */
    static ModelParts parts(byte[] bytes, PluginRegistry registry) {
        return inFolder(folder -> {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    String name = entry.getName();
                    if (!ModelFile.isFile(name)) { // such as ../a
                        throw new InvalidInputException("a model contains no file '%s'".formatted(name));
                    }
                    Path file = folder.resolve(name);
                    Files.createDirectories(Objects.requireNonNull(file.getParent()));
                    Files.copy(zip, file);
                }
            }
            return ModelFile.load(folder, registry);
        });
    }
}
