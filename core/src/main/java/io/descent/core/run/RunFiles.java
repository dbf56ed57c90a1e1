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

/** The files of a run and the folder that they are in: taken before a training, settled or removed after it. */
public final class RunFiles {
    /** The experiment with every choice made. */
    public static final String EXPERIMENT = "experiment.yaml";

    /** The picture of costs, metrics and learning rate by epoch. */
    public static final String LEARNING_CURVE = "learning-curve.png";

    /** The picture of what two features are predicted as. */
    public static final String DECISION_BOUNDARY = "decision-boundary.png";

    /** The picture of true and predicted classes. */
    public static final String CONFUSION = "confusion.png";

    static final String METRICS = "metrics.jsonl";
    static final String RESULT = "result.json";
    /** The stack trace of a plugin that has failed. */
    static final String FAILURE = "failure.txt";

    static final String MODEL = "model";
    static final String CHECKPOINT = "checkpoints/last";
    /** Everything that a run may write, the result last: a folder that has it is complete. */
    private static final List<String> FILES = Stream.of(
                    ModelFile.files().stream().map(file -> MODEL + "/" + file),
                    Checkpoint.files().stream().map(file -> CHECKPOINT + "/" + file),
                    Stream.of(EXPERIMENT, METRICS, LEARNING_CURVE, DECISION_BOUNDARY, CONFUSION, FAILURE, RESULT))
            .flatMap(files -> files)
            .toList();
    /** The folders of those files, inner ones first. */
    private static final List<String> FOLDERS = List.of(MODEL, CHECKPOINT, "checkpoints");

    private final Path target;
    private final Path folder;

    /**
     * Files of a run.
     *
     * @param target where the run is in the end
     * @param folder where it is written meanwhile
     */
    private RunFiles(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** Takes a folder; see {@link RunWriter#create}. */
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
                        "%s: %s is not part of a run and would be in the way; choose another folder"
                                .formatted(folder, former.get(0).getFileName()));
            }
            if (!overwrite) {
                throw new InvalidInputException(folder
                        + ": contains a run already; choose another folder with --out, or replace it with --overwrite");
            }
            Path beside = folder.toAbsolutePath()
                    .resolveSibling(folder.toAbsolutePath().getFileName() + "."
                            + ProcessHandle.current().pid() + ".part");
            return new RunFiles(folder, Files.createDirectories(beside));
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /** Takes a new folder. */
    static RunFiles next(Path parent, String name) {
        Path folder = nextFolder(parent, name);
        return new RunFiles(folder, folder);
    }

    /**
     * Makes a new folder: the first of {@code name-1}, {@code name-2}, ... that is not there.
     *
     * @param parent made if it is not there
     */
    public static Path nextFolder(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            for (int i = 1; ; i++) {
                try {
                    return Files.createDirectory(parent.resolve(name + "-" + i));
                } catch (FileAlreadyExistsException e) {
                    // taken, by an earlier run or by one that starts at this moment
                }
            }
        } catch (IOException e) {
            throw OutputFile.problem(parent, e);
        }
    }

    /** Where the run is in the end. */
    Path target() {
        return target;
    }

    /** A file or folder of the run as it is written. */
    Path path(String name) {
        return folder.resolve(name);
    }

    /** Moves a finished run to where it belongs, in the place of a former one. */
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

    /** Removes what was to replace a former run, and folders in which nothing was written. */
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
            // the rest is not ours, or may tell why a run failed
        }
    }
}
