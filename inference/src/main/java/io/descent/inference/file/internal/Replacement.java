package io.descent.inference.file.internal;

import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces many files of a folder at once. New files are written into the folder {@link #NEXT} in it. Then a file
 * {@code replace.json} appears, which says what moves out of {@link #NEXT} and what is deleted: from this moment on the
 * new files count. If the process ends before all is moved, whoever comes next completes it before reading, so every
 * reader finds all old files or all new ones.
 *
 * <p>Java can neither exchange two folders nor replace one by another in a single step.
 */
public final class Replacement {
    /** The folder for new files. */
    public static final String NEXT = "next";

    private static final String PLAN = "replace.json";
    private static final int LONGEST = 1 << 24;
    private static final long WAIT_MILLIS = 20;
    private static final int MOST_READINGS = 500;

    private Replacement() {}

    /**
     * Creates the empty folder {@link #NEXT}; files of an earlier one are deleted. The caller has the folder's lock.
     *
     * @param known whether a path, relative to {@link #NEXT}, is that of a file written by Descent
     * @throws InvalidInputException if there are other files in it
     */
    public static Path prepare(Path folder, Predicate<String> known) {
        Path next = folder.resolve(NEXT);
        try {
            OutputFile.deleteTemporary(next);
            List<String> files = files(next);
            for (String file : files) {
                if (!known.test(file)) {
                    throw new InvalidInputException(
                            "%s: the new files are written to this folder first, but it contains %s, which Descent did not write; move it away"
                                    .formatted(next, file));
                }
            }
            Folders.delete(next);
            Folders.createNew(next);
            return next;
        } catch (IOException e) {
            throw OutputFile.problem(next, e);
        }
    }

    /** The files in a folder and in the folders within, as paths with {@code /} relative to it; no locks. */
    private static List<String> files(Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        for (Path path : Folders.list(folder)) {
            String name = path.getFileName().toString();
            if (Files.isDirectory(path)) {
                files(path).forEach(inner -> files.add(name + "/" + inner));
            } else if (!name.equals(FolderLock.NAME)) {
                files.add(name);
            }
        }
        return files;
    }

    /**
     * Makes the files in {@link #NEXT} those of the folder. The caller has the folder's lock.
     *
     * @param folder contains {@link #NEXT}, whose files are forced to the disk
     * @param install paths of new files, relative to both folders
     * @param delete paths of old files that have no new one
     */
    public static void commit(Path folder, List<String> install, List<String> delete) {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("install", install);
        plan.put("delete", delete);
        OutputFile.write(folder.resolve(PLAN), Json.pretty(plan));
        complete(folder);
    }

    /** Whether the files of a folder are being replaced, or a process was killed while it did so. */
    public static boolean isPending(Path folder) {
        return Files.exists(folder.resolve(PLAN));
    }

    /** Completes a replacement that was interrupted, if there is one. The caller has the folder's lock. */
    public static void complete(Path folder) {
        Path file = folder.resolve(PLAN);
        if (!Files.exists(file)) {
            return;
        }
        List<String> install;
        List<String> delete;
        try {
            Map<String, Object> plan = Json.read(InputFile.text(file, LONGEST));
            install = paths(plan.get("install"));
            delete = paths(plan.get("delete"));
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(
                    "%s: is damaged; the files of a finished run are in %s and %s. Move them to another folder by hand"
                            .formatted(file, folder, folder.resolve(NEXT)),
                    e);
        }
        try {
            move(folder, install, delete);
            Files.deleteIfExists(file);
            Folders.sync(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static List<String> paths(@Nullable Object value) {
        List<String> paths = new ArrayList<>();
        for (Object path : (List<?>) Objects.requireNonNull(value)) {
            String text = (String) path;
            if (!Folders.isInner(text)) {
                throw new IllegalArgumentException(text);
            }
            paths.add(text);
        }
        return paths;
    }

    private static void move(Path folder, List<String> install, List<String> delete) throws IOException {
        Path next = folder.resolve(NEXT);
        Set<Path> changed = new LinkedHashSet<>();
        for (String name : install) {
            Path from = next.resolve(name);
            Path to = folder.resolve(name);
            if (Files.exists(from)) { // otherwise it was moved before the interruption
                Folders.create(Objects.requireNonNull(to.getParent()));
                Folders.move(from, to);
            }
        }
        for (String name : delete) {
            Files.deleteIfExists(folder.resolve(name));
            changed.add(folder.resolve(name).getParent());
        }
        for (Path parent : changed) {
            Folders.sync(parent);
            if (!parent.equals(folder)) {
                deleteEmptyParents(parent, folder);
            }
        }
        Folders.delete(next);
    }

    private static void deleteEmptyParents(Path inner, Path folder) throws IOException {
        for (Path at = inner; at != null && !at.equals(folder); at = at.getParent()) {
            Folders.deleteIfEmpty(at);
        }
    }

    /**
     * Reads from a folder that may be replaced meanwhile: completes a replacement that was interrupted, waits for one
     * that is under way, and reads again if the files were replaced while they were read.
     *
     * @param folder the folder with the files, or one in it
     * @param reading fails with {@link InvalidInputException} if files do not fit each other
     */
    public static <T> T read(Path folder, Supplier<T> reading) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        for (int i = 0; ; i++) {
            settle(folder);
            if (parent != null) {
                settle(parent);
            }
            byte[] before = manifest(folder);
            try {
                T found = reading.get();
                if (i == MOST_READINGS || isUnchanged(folder, parent, before)) {
                    return found;
                }
            } catch (InvalidInputException e) {
                if (i == MOST_READINGS || isUnchanged(folder, parent, before)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isUnchanged(Path folder, @Nullable Path parent, byte[] before) {
        return !isPending(folder) && (parent == null || !isPending(parent)) && Arrays.equals(before, manifest(folder));
    }

    private static byte[] manifest(Path folder) {
        Path file = folder.resolve(Manifest.FILE);
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Completes a replacement that was interrupted, or waits for the process that makes one. */
    private static void settle(Path folder) {
        for (int i = 0; isPending(folder); i++) {
            try (FolderLock lock = FolderLock.tryTake(folder)) {
                if (lock != null) {
                    complete(folder);
                    return;
                }
                Thread.sleep(WAIT_MILLIS);
            } catch (IOException e) {
                throw new InvalidInputException(
                        "%s: replacing its files was interrupted, and they cannot be put in order: %s; make the folder writable and try again"
                                .formatted(folder, e.getMessage()),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (i == MOST_READINGS) {
                throw new InvalidInputException(
                        folder + ": another process has been replacing its files for seconds; try again later");
            }
        }
    }
}
