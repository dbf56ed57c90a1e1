package io.descent.core.run;

import io.descent.core.training.Checkpoint;
import io.descent.core.training.EpochReport;
import io.descent.core.training.TrainingRun;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run: folders with ascending numbers, each complete from the moment it exists. */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String INCOMPLETE = ".part";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final Path folder;

    /** The checkpoints in a folder, which need not exist. */
    Checkpoints(Path folder) {
        this.folder = folder;
    }

    /** Whether there is a checkpoint, whole or not. */
    boolean exist() {
        return !newestFirst().isEmpty();
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString());
    }

    List<Path> newestFirst() {
        try {
            List<Path> found = new ArrayList<>(Folders.list(folder));
            found.removeIf(
                    path -> !NUMBER.matcher(path.getFileName().toString()).matches());
            found.sort(Comparator.comparingInt(Checkpoints::number).reversed());
            return found;
        } catch (IOException e) {
            throw new InvalidInputException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Saves the state of a training.
     *
     * @param keep how many checkpoints stay; others are deleted
     */
    void save(TrainingRun run, int keep) throws IOException {
        List<Path> before = newestFirst();
        int next = before.isEmpty() ? 1 : number(before.get(0)) + 1;
        if (before.isEmpty()) {
            createFolder();
        }
        if (!run.saveCheckpoint(folder.resolve(Integer.toString(next)))) {
            return; // the older ones are still needed to resume from
        }
        for (Path old : before.subList(Math.min(keep - 1, before.size()), before.size())) {
            Path aside = old.resolveSibling(old.getFileName() + INCOMPLETE);
            Folders.move(old, aside); // at once, so that no part of it is taken for a checkpoint
            Folders.delete(aside);
        }
    }

    /** Not with missing parents: a run folder that was moved must not appear again. */
    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Folders.createNew(folder);
        }
    }

    /** Deletes what a killed process has left of a checkpoint. */
    void deleteIncomplete() throws IOException {
        for (Path path : Folders.list(folder)) {
            if (path.getFileName().toString().endsWith(INCOMPLETE)) {
                Folders.delete(path);
            }
        }
    }

    /**
     * Reads the newest checkpoint that is whole.
     *
     * @param reports returns the reports of the first epochs
     * @param wanted what the checkpoint must be like
     * @return null if there is none
     * @throws InvalidInputException if there are checkpoints, but none is whole
     */
    @Nullable
    Checkpoint newest(IntFunction<List<EpochReport>> reports, PluginRegistry registry, Predicate<Checkpoint> wanted) {
        List<InvalidInputException> problems = new ArrayList<>();
        for (Path path : newestFirst()) {
            try {
                Checkpoint checkpoint = Checkpoint.read(path, reports, registry);
                if (wanted.test(checkpoint)) {
                    problems.forEach(problem -> LOG.warn("{}; going back to {}", problem.getMessage(), path));
                    return checkpoint;
                }
            } catch (InvalidInputException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw problems.get(0);
        }
        return null;
    }
}
