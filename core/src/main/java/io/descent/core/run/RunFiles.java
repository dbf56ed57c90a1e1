package io.descent.core.run;

import io.descent.core.training.Checkpoint;
import io.descent.inference.file.internal.FolderLock;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Replacement;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The folder of a run and the files in it. A folder is locked while a run is written to it. A run that is to replace
 * another is written to the folder {@code next} within, until it is finished.
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

    /** A plot of the importance of the columns. */
    public static final String IMPORTANCE = "importance.png";

    /** A plot of how far probabilities can be trusted. */
    public static final String RELIABILITY = "reliability.png";

    /** The report. */
    public static final String REPORT = "report.html";

    /** What the model is for, and what it is made of, in Markdown. */
    public static final String MODEL_CARD = "model-card.md";

    static final String METRICS = "metrics.jsonl";
    static final String RESULT = "result.json";
    /** The stack trace of a failed plugin. */
    static final String FAILURE = "failure.txt";
    /** The run that this one continues. */
    static final String CONTINUED = "continued.json";

    static final String MODEL = "model";

    /** The outcome of a run that diverged. */
    static final String DIVERGED = "diverged";

    /** The outcome of a run in which a plugin failed. */
    static final String FAILED = "failed";

    static final String CHECKPOINTS = "checkpoints";

    /** What is known only when a run has ended. */
    private static final Set<String> PRODUCTS = Set.of(
            RESULT, FAILURE, LEARNING_CURVE, DECISION_BOUNDARY, CONFUSION, IMPORTANCE, RELIABILITY, REPORT, MODEL_CARD);

    private static final String IN_MODEL = MODEL + "/";

    private static final Set<String> OTHERS = Set.of(EXPERIMENT, METRICS, CONTINUED, Manifest.FILE);
    private static final Pattern CHECKPOINT_FILE = Pattern.compile("%s/[1-9]\\d*(\\.part)?/([1-9]\\d*/)?(%s)"
            .formatted(
                    CHECKPOINTS, Checkpoint.files().stream().map(Pattern::quote).collect(Collectors.joining("|"))));

    private final Path target;
    private final Path folder;
    private final FolderLock lock;
    private final boolean isNew;
    private volatile boolean settled;
    private boolean closed;

    /**
     * The files of one run.
     *
     * @param target the final folder of the run
     * @param folder the folder in which it is written
     * @param isNew whether the final folder did not exist before
     */
    private RunFiles(Path target, Path folder, FolderLock lock, boolean isNew) {
        this.target = target;
        this.folder = folder;
        this.lock = lock;
        this.isNew = isNew;
    }

    private static boolean isOfARun(String name) {
        return PRODUCTS.contains(name)
                || (name.startsWith(IN_MODEL) && ModelFile.isFile(name.substring(IN_MODEL.length())))
                || OTHERS.contains(name)
                || CHECKPOINT_FILE.matcher(name).matches();
    }

    /** The files of a run in a folder, as paths relative to it. */
    private static List<String> filesOfARun(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path checkpoint : Folders.list(folder.resolve(CHECKPOINTS))) {
            String name = CHECKPOINTS + "/" + checkpoint.getFileName() + "/";
            for (String file : Checkpoint.files()) {
                found.add(name + file);
            }
            for (Path member : Folders.list(checkpoint)) { // of several networks
                for (String file : Checkpoint.files()) {
                    found.add(name + member.getFileName() + "/" + file);
                }
            }
        }
        ModelFile.files(folder.resolve(MODEL)).forEach(file -> found.add(IN_MODEL + file));
        found.addAll(PRODUCTS);
        found.addAll(OTHERS);
        found.removeIf(name -> !isOfARun(name) || !Files.exists(folder.resolve(name)));
        found.sort(null);
        return found;
    }

    /** Claims a folder; see {@link RunWriter#create}. */
    static RunFiles create(Path folder, boolean overwrite) {
        if (folder.toString().isBlank()) {
            throw new InvalidInputException("the run folder has no name");
        }
        boolean isNew = !Files.isDirectory(folder);
        Folders.create(folder);
        FolderLock lock = lock(folder);
        boolean claimed = false;
        try {
            deleteTemporary(folder);
            List<String> former = filesOfARun(folder);
            if (!former.isEmpty()) {
                requireReplaceable(folder, former, overwrite);
            }
            Path place = former.isEmpty() ? folder : Replacement.prepare(folder, RunFiles::isOfARun);
            claimed = true;
            return new RunFiles(folder, place, lock, isNew);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        } finally {
            if (!claimed) {
                lock.close();
            }
        }
    }

    private static void requireReplaceable(Path folder, List<String> former, boolean overwrite) {
        if (!former.contains(EXPERIMENT) && !former.contains(METRICS)) {
            throw new InvalidInputException(
                    "%s: contains %s, which a run would overwrite, but is not a run folder; choose another folder"
                            .formatted(folder, former.get(0)));
        }
        if (!overwrite) {
            throw new InvalidInputException(
                    folder
                            + (former.contains(Manifest.FILE)
                                    ? ": already contains a run; choose another folder with --out, or replace it with --overwrite"
                                    : ": contains an unfinished run; go on with it with --resume, choose another folder with --out, or replace it with --overwrite"));
        }
    }

    /** Locks a folder, and puts it in order if a process was killed while it replaced a run. */
    private static FolderLock lock(Path folder) {
        FolderLock lock;
        try {
            lock = FolderLock.tryTake(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        if (lock == null) {
            throw new InvalidInputException(
                    folder
                            + ": another process is writing a run to this folder; wait for it, or choose another folder with --out");
        }
        boolean done = false;
        try {
            Replacement.complete(folder);
            done = true;
            return lock;
        } finally {
            if (!done) {
                lock.close();
            }
        }
    }

    private static void deleteTemporary(Path folder) throws IOException {
        OutputFile.deleteTemporary(folder);
        OutputFile.deleteTemporary(folder.resolve(MODEL));
        for (Path member : Folders.list(folder.resolve(MODEL))) {
            if (Files.isDirectory(member)) {
                OutputFile.deleteTemporary(member);
            }
        }
        new Checkpoints(folder.resolve(CHECKPOINTS)).deleteIncomplete();
    }

    /** Claims a new folder. */
    static RunFiles next(Path parent, String name) {
        while (true) {
            Path folder = nextFolder(parent, name);
            FolderLock lock = lock(folder);
            try {
                if (filesOfARun(folder).isEmpty()) { // otherwise another process came first
                    return new RunFiles(folder, folder, lock, true);
                }
            } catch (IOException e) {
                throw OutputFile.problem(folder, e);
            }
            lock.close();
        }
    }

    /**
     * Creates a new folder: the first of {@code name-1}, {@code name-2}, ... that does not exist yet.
     *
     * @param parent created if missing
     */
    public static Path nextFolder(Path parent, String name) {
        Folders.create(parent);
        for (int i = 1; ; i++) {
            Path folder = parent.resolve(name + "-" + i);
            try {
                Folders.createNew(folder);
                return folder;
            } catch (FileAlreadyExistsException e) {
                // taken by an earlier run, or by one that starts at the same time
            } catch (IOException e) {
                throw OutputFile.problem(folder, e);
            }
        }
    }

    /**
     * Claims the folder of a run that is not finished: the one that is to replace another, if there is one.
     *
     * @throws InvalidInputException if the run is finished or diverged, or if there is none
     */
    static RunFiles resume(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(folder + ": folder not found; expected a run folder");
        }
        Path outer = folder.toAbsolutePath().normalize().getParent();
        if (folder.endsWith(Replacement.NEXT) && outer != null && Files.exists(outer.resolve(EXPERIMENT))) {
            throw new InvalidInputException(
                    "%s: this run is to replace the one in %s; resume that folder".formatted(folder, outer));
        }
        FolderLock lock = lock(folder);
        boolean claimed = false;
        try {
            Path next = folder.resolve(Replacement.NEXT);
            Path place = Files.exists(next.resolve(EXPERIMENT)) ? next : folder;
            if (!Files.exists(place.resolve(EXPERIMENT))) {
                throw new InvalidInputException(
                        "%s: contains no run to resume; expected a run folder with %s".formatted(folder, EXPERIMENT));
            }
            deleteTemporary(place);
            if (Manifest.exists(place)) {
                requireUnfinished(place, place.equals(next));
                reopen(place);
            }
            claimed = true;
            return new RunFiles(folder, place, lock, false);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        } finally {
            if (!claimed) {
                lock.close();
            }
        }
    }

    /** A run whose result is there can be resumed if a plugin failed, or if it was to replace another and did not get to. */
    private static void requireUnfinished(Path place, boolean isToReplace) throws IOException {
        Manifest.verify(place, "run");
        Object outcome = Json.read(Files.readString(place.resolve(RESULT))).get("outcome");
        if (DIVERGED.equals(outcome)) {
            throw new InvalidInputException(
                    place
                            + ": this run diverged, and would do so again; change its settings with --continue, such as a lower training.learning-rate");
        }
        if (!FAILED.equals(outcome) && !isToReplace) {
            throw new InvalidInputException(
                    place + ": this run is finished; to train it longer, give --continue and a larger training.epochs");
        }
    }

    /** Removes the results of a run, which are written anew when it ends. */
    private static void reopen(Path place) throws IOException {
        Folders.delete(place.resolve(Manifest.FILE));
        Folders.sync(place);
        for (String product : PRODUCTS) {
            Folders.delete(place.resolve(product));
        }
        Path model = place.resolve(MODEL);
        for (String file : ModelFile.files(model)) {
            Folders.delete(model.resolve(file));
        }
        for (Path member : Folders.list(model)) {
            Folders.deleteIfEmpty(member);
        }
        Folders.deleteIfEmpty(model);
    }

    /** The final folder of the run. */
    Path target() {
        return target;
    }

    /** The folder in which the run is written. */
    Path folder() {
        return settled ? target : folder;
    }

    /** The path at which a file or folder of the run is written. */
    Path path(String name) {
        return folder().resolve(name);
    }

    /** The products that have been written and are not in the folder {@link #MODEL}. */
    List<String> products() {
        return PRODUCTS.stream()
                .filter(name -> Files.exists(path(name)))
                .sorted()
                .toList();
    }

    /** Whether the run is to replace another one. */
    boolean replaces() {
        return !folder().equals(target);
    }

    /** Makes a finished run the run of its final folder. */
    void settle() {
        if (replaces()) {
            try {
                List<String> install = filesOfARun(folder);
                List<String> delete = filesOfARun(target);
                delete.removeAll(install);
                Replacement.commit(target, install, delete);
            } catch (IOException e) {
                throw OutputFile.problem(target, e);
            }
            settled = true;
        }
    }

    /** Releases the folder. Files from which nothing can be resumed and that were to replace a run are deleted. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (replaces() && !Manifest.exists(folder) && !new Checkpoints(path(CHECKPOINTS)).exist()) {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        } finally {
            lock.close();
        }
        if (isNew) {
            try {
                Folders.deleteIfEmpty(target);
            } catch (IOException e) {
                throw OutputFile.problem(target, e);
            }
        }
    }
}
