package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.text.internal.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code manifest.json}: size and SHA-256 of the other files in a folder, and of itself. It is written last, so
 * a folder that has one is complete.
 */
public final class Manifest {
    /** The name of the file. */
    public static final String FILE = "manifest.json";

    private static final int FORMAT = 1;
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_NAME = 100;

    private final Map<String, FileDigest> files;

    private Manifest(Map<String, FileDigest> files) {
        this.files = files;
    }

    /** The names of the files that the manifest covers. */
    public List<String> files() {
        return List.copyOf(files.keySet());
    }

    /**
     * Writes the manifest of a folder.
     *
     * @param files size and digest by name, relative to the folder, with {@code /}
     */
    public static void write(Path folder, Map<String, FileDigest> files) {
        OutputFile.write(folder.resolve(FILE), text(files));
    }

    private static String text(Map<String, FileDigest> files) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        Map<String, Object> entries = new LinkedHashMap<>();
        files.forEach((name, digest) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("bytes", digest.bytes());
            entry.put("sha256", digest.sha256());
            entries.put(name, entry);
        });
        json.put("files", entries);
        byte[] covered = Json.pretty(json).getBytes(StandardCharsets.UTF_8);
        json.put("sha256", HexFormat.of().formatHex(Sha256.start().digest(covered)));
        return Json.pretty(json);
    }

    /** Whether a folder has a manifest. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Reads the manifest of a folder.
     *
     * @param what the folder in messages, such as "model"
     * @throws InvalidInputException if it is missing or damaged
     */
    public static Manifest read(Path folder, String what) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    "%s: the %s is incomplete, because it has no %s. Either writing it was interrupted, or an older version wrote it"
                            .formatted(folder, what, FILE));
        }
        String text = InputFile.text(file, LONGEST);
        Map<String, FileDigest> files = parse(text);
        if (files == null || !text(files).equals(text)) {
            throw new InvalidInputException("%s: is damaged: its own SHA-256 does not match".formatted(file));
        }
        files.keySet().stream()
                .filter(name -> !Folders.isInner(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidInputException(
                            "%s: lists '%s', which is not a file of this folder; Descent did not write this %s"
                                    .formatted(file, Printable.excerpt(name, LONGEST_NAME), FILE));
                });
        return new Manifest(files);
    }

    private static @Nullable Map<String, FileDigest> parse(String text) {
        try {
            Map<String, FileDigest> files = new LinkedHashMap<>();
            if (Json.read(text).get("files") instanceof Map<?, ?> entries) {
                for (Map.Entry<?, ?> entry : entries.entrySet()) {
                    if (entry.getKey() instanceof String name
                            && entry.getValue() instanceof Map<?, ?> digest
                            && digest.get("bytes") instanceof Number bytes
                            && digest.get("sha256") instanceof String sha256) {
                        files.put(name, new FileDigest(bytes.longValue(), sha256));
                    }
                }
                return files; // the caller compares the whole text
            }
        } catch (IOException | RuntimeException e) {
            // damaged
        }
        return null;
    }

    /**
     * Reads all files of a folder and compares them with its manifest.
     *
     * @param what the folder in messages, such as "model"
     * @throws InvalidInputException if the manifest is missing or damaged, or any file is missing or has changed
     */
    public static Manifest verify(Path folder, String what) {
        Manifest manifest = read(folder, what);
        List<String> problems = new ArrayList<>();
        manifest.files.forEach((name, expected) -> {
            String problem = problem(folder.resolve(name), expected);
            if (problem != null) {
                problems.add(problem);
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidInputException("%s; this %s is damaged".formatted(String.join("; ", problems), what));
        }
        return manifest;
    }

    private static @Nullable String problem(Path file, FileDigest expected) {
        try {
            FileDigest found = FileDigest.of(file);
            if (found.bytes() != expected.bytes()) {
                return "%s: has %d bytes; it was written with %d".formatted(file, found.bytes(), expected.bytes());
            }
            return found.equals(expected) ? null : file + ": has changed since it was written (SHA-256 differs)";
        } catch (NoSuchFileException e) {
            return file + ": is missing";
        } catch (IOException e) {
            return file + ": cannot be read: " + e.getMessage();
        }
    }
}
