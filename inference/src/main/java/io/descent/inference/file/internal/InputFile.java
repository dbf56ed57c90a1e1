package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole text files of limited size. */
public final class InputFile {
    private InputFile() {}

    /**
     * The text of a UTF-8 file.
     *
     * @param longest size limit in bytes
     * @throws InvalidInputException if it cannot be read, is larger, or is not UTF-8
     */
    public static String text(Path file, long longest) {
        try {
            if (Files.isDirectory(file)) {
                throw new InvalidInputException(file + ": is a folder; expected a file");
            }
            if (Files.size(file) > longest) {
                throw new InvalidInputException(
                        "%s: has %d bytes; at most %d are read".formatted(file, Files.size(file), longest));
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": file not found", e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
