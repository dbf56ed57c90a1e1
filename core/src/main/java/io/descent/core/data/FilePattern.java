package io.descent.core.data;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that a path stands for: itself, or those that its name, a pattern with *, ? or [...], matches. */
final class FilePattern {
    private FilePattern() {}

    /**
     * The files in the order of their names. A pattern matches a name that begins with a full stop only if it begins
     * with one itself.
     *
     * @throws InvalidInputException if there is no such file
     */
    static List<Path> files(Path path) {
        Path name = path.getFileName();
        if (name == null || Files.exists(path) || !isPattern(name.toString())) {
            return List.of(path);
        }
        String pattern = name.toString();
        Path folder = path.getParent();
        Path searched = folder == null ? Path.of("") : folder;
        PathMatcher matcher;
        try {
            matcher = path.getFileSystem().getPathMatcher("glob:" + pattern.replace("\\", "\\\\"));
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "%s: file not found, and its name is not a pattern either: %s".formatted(path, e.getDescription()),
                    e);
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(searched)) {
            for (Path entry : entries) {
                boolean isHidden = entry.getFileName().toString().startsWith(".");
                if (matcher.matches(entry.getFileName())
                        && (!isHidden || pattern.startsWith("."))
                        && !Files.isDirectory(entry)) {
                    files.add(folder == null ? entry.getFileName() : folder.resolve(entry.getFileName()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new InvalidInputException("%s: the folder cannot be read".formatted(path), e);
        }
        if (files.isEmpty()) {
            throw new InvalidInputException("%s: no file matches this pattern".formatted(path));
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString()));
        return List.copyOf(files);
    }

    private static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || (name.indexOf('[') >= 0 && name.indexOf(']') > 0);
    }
}
