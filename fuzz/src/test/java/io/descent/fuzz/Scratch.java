package io.descent.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files that inputs are written to, one after the other, for readers that take a path. */
public final class Scratch {
    private static final Path FOLDER = create();

    private Scratch() {}

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory("descent-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println(folder + " was not deleted: " + e);
        }
    }

    /** Deletes everything in a folder. */
    static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(folder))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** The path of a folder, which is created. */
    public static Path folder(String name) {
        try {
            return Files.createDirectories(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file; returns its path. */
    public static Path file(String name, byte[] bytes) throws IOException {
        return Files.write(FOLDER.resolve(name), bytes);
    }

    /**
     * Splits an input at its first zero byte, which texts do not contain.
     *
     * @return what stands before and behind it; one element if there is none
     */
    public static List<byte[]> split(byte[] input) {
        for (int i = 0; i < input.length; i++) {
            if (input[i] == 0) {
                return List.of(Arrays.copyOf(input, i), Arrays.copyOfRange(input, i + 1, input.length));
            }
        }
        return List.of(input);
    }

    /** Joins a text and bytes to an input of {@link #split}. */
    public static byte[] join(byte[] text, byte[] bytes) {
        byte[] input = Arrays.copyOf(text, text.length + 1 + bytes.length);
        System.arraycopy(bytes, 0, input, text.length + 1, bytes.length);
        return input;
    }
}
