package io.descent.core.run;

import io.descent.core.training.Checkpoint;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a run and the files in it. The folder is claimed before the training; afterwards its files are moved to
 * their final place or removed.
 */
public final class RunFiles {
    /** The resolved experiment. */
    public static final String EXPERIMENT = "experiment.yaml";

    /** A plot of cost, metrics and learning rate per epoch. */
    public static final String LEARNING_CURVE = "learning-curve.png";

    /** A plot of the predictions over two features. */
    public static final String DECISION_BOUNDARY = "decision-boundary.png";

    /** A plot of the confusion matrix. */
    public static final String CONFUSION = "confusion.png";

    static final String METRICS = "metrics.jsonl";
    static final String RESULT = "result.json";
    /** The stack trace of a failed plugin. */
    static final String FAILURE = "failure.txt";

    static final String MODEL = "model";
    static final String CHECKPOINT = "checkpoints/last";
    /** Every file that a run may write. The result comes last: a folder that contains it is complete. */
    private static final List<String> FILES = Stream.of(
                    ModelFile.files().stream().map(file -> MODEL + "/" + file),
                    Checkpoint.files().stream().map(file -> CHECKPOINT + "/" + file),
                    Stream.of(EXPERIMENT, METRICS, LEARNING_CURVE, DECISION_BOUNDARY, CONFUSION, FAILURE, RESULT))
            .flatMap(files -> files)
            .toList();
    /** The folders of these files, inner ones first. */
    private static final List<String> FOLDERS = List.of(MODEL, CHECKPOINT, "checkpoints");

    private final Path target;
    private final Path folder;

    /**
     * The files of one run.
     *
     * @param target the final folder of the run
     * @param folder the folder in which it is written
     */
    private RunFiles(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** Claims a folder; see {@link RunWriter#create}. */
    static RunFiles create(Path folder, boolean overwrite) {
        if (folder.toString().isBlank()) {
            throw new InvalidInputException("the run folder has no name");
        }
        try {
            Files.createDirectories(folder);
            List<Path> former =
                    FILES.stream().map(folder::resolve).filter(Files::exists).toList();
            if (former.isEmpty()) {
                return new RunFiles(folder, folder);
            }
            if (!Files.exists(folder.resolve(METRICS))) {
                throw new InvalidInputException(
                        "%s: contains %s, which a run would overwrite, but is not a run folder; choose another folder"
                                .formatted(folder, former.get(0).getFileName()));
            }
            if (!overwrite) {
                throw new InvalidInputException(folder
                        + ": already contains a run; choose another folder with --out, or replace it with --overwrite");
            }
            Path beside = folder.toAbsolutePath()
                    .resolveSibling(folder.toAbsolutePath().getFileName() + "."
                            + ProcessHandle.current().pid() + ".part");
            return new RunFiles(folder, Files.createDirectories(beside));
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /** Claims a new folder. */
    static RunFiles next(Path parent, String name) {
        Path folder = nextFolder(parent, name);
        return new RunFiles(folder, folder);
    }

    /**
     * Creates a new folder: the first of {@code name-1}, {@code name-2}, ... that does not exist yet.
     *
     * @param parent created if missing
     */
    public static Path nextFolder(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            for (int i = 1; ; i++) {
                try {
                    return Files.createDirectory(parent.resolve(name + "-" + i));
                } catch (FileAlreadyExistsException e) {
                    // taken by an earlier run, or by one that starts at the same time
                }
            }
        } catch (IOException e) {
            throw OutputFile.problem(parent, e);
        }
    }

    /** The final folder of the run. */
    Path target() {
        return target;
    }

    /** The path at which a file or folder of the run is written. */
    Path path(String name) {
        return folder.resolve(name);
    }

    /** Moves a finished run to its final folder, where it replaces an earlier one. */
    void settle() {
        if (folder.equals(target)) {
            return;
        }
        try {
            for (String file : FILES) {
                Path former = target.resolve(file);
                if (Files.exists(folder.resolve(file))) {
                    Files.createDirectories(former.getParent());
                    Files.move(folder.resolve(file), former, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    Files.deleteIfExists(former);
                }
            }
            deleteFolders();
        } catch (IOException e) {
            throw OutputFile.problem(target, e);
        }
    }

    /** Removes files that were to replace an earlier run, and empty folders. */
    void discard() {
        try {
            if (!folder.equals(target)) {
                for (String file : FILES) {
                    Files.deleteIfExists(folder.resolve(file));
                }
            }
            deleteFolders();
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private void deleteFolders() throws IOException {
        for (String name : FOLDERS) {
            deleteIfEmpty(folder.resolve(name));
        }
        deleteIfEmpty(folder);
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // the other files are the user's, or may show why a run failed
        }
    }
}
