package io.descent.core.run;

import io.descent.core.data.DataDigest;
import io.descent.core.data.DataReport;
import io.descent.core.data.TrainingData;
import io.descent.core.experiment.CheckpointSpec;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.importance.Importance;
import io.descent.core.metrics.Intervals;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.Model;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.FileDigest;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the folder of a run while it is trained: {@code experiment.yaml}, {@code metrics.jsonl} (one line per epoch,
 * written as epochs end) and {@code checkpoints/}; at the end {@code model/}, {@code result.json}, plots and, last,
 * {@code manifest.json}. A run that replaces another one does so when it is finished, all files at once.
 *
 * <pre>{@code
 * try (RunWriter run = RunWriter.create(Path.of("runs/wine"), false)) {
 *     Trainer trainer = Trainer.builder().data(wine, "kind").listener(run).build();
 *     TrainingResult result = run.train(trainer);
 * }
 * }</pre>
 *
 * <p>The folder is locked until {@link #close}. Whatever ends the process, the run can be resumed from its last checkpoint:
 * {@link #resume}.
 */
public final class RunWriter implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWriter.class);

    /** Columns of wider tables are not listed in the result. */
    private static final int MOST_COLUMNS = 2000;

    private final RunFiles files;
    private final Checkpoints checkpoints;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Checkpoint from;
    private @Nullable RunReader resumed;
    private @Nullable Continued continued;
    private volatile @Nullable MetricsFile metrics;
    private CheckpointSpec every = CheckpointSpec.USUAL;
    private long saved;
    private int savedStep = -1;
    private int written;
    /** Why the last attempt to write a checkpoint failed; null if it did not. */
    private @Nullable String problem;

    private long savingNanos;
    private int savedEpoch = -1;
    private volatile boolean saving;
    private volatile boolean finished;
    private boolean failed;
    private @Nullable DataDigest digest;
    private @Nullable TrainingData data;
    private RunIntervals predicted = RunIntervals.NONE;
    private @Nullable Importance importance;
    private final List<String> remarks = new ArrayList<>();

    /** Draws plots of a run into its folder, after its result was written. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws nothing. */
        Drawing NONE = (folder, result) -> {};

        /** Draws the plots. */
        void draw(Path folder, TrainingResult result);
    }

    private RunWriter(RunFiles files) {
        this.files = files;
        this.checkpoints = new Checkpoints(files.path(RunFiles.CHECKPOINTS));
    }

    /**
     * Claims a folder for a run.
     *
     * @param folder created if missing; a link is followed
     * @param overwrite whether to replace a run in the folder; the old run stays until the new one is finished
     * @throws InvalidInputException if the folder contains a run that may not be replaced, if another process is writing
     *     one, or if it cannot be created or written
     */
    public static RunWriter create(Path folder, boolean overwrite) {
        return new RunWriter(RunFiles.create(folder, overwrite));
    }

    /**
     * Claims a new folder: the first of {@code name-1}, {@code name-2}, ... that does not exist yet.
     *
     * @param parent created if missing
     */
    public static RunWriter next(Path parent, String name) {
        return new RunWriter(RunFiles.next(parent, name));
    }

    /**
     * Claims the folder of a run that is not finished, to go on with it. The trainer given to {@link #train(Trainer)} must
     * have its {@link #experiment} and its data. The result is identical, to the bit, to that of a run that was never
     * interrupted. If there is no checkpoint yet, the run starts anew.
     *
     * @param run its folder, and the plugins
     * @throws InvalidInputException if the run is finished, diverged or damaged, or another process is writing it
     */
    public static RunWriter resume(RunReader run) {
        RunWriter writer = new RunWriter(RunFiles.resume(run.folder()));
        boolean done = false;
        try {
            writer.resumed = run.at(writer.files.folder());
            writer.from = writer.resumed.newestCheckpoint(true);
            writer.continued = Continued.read(writer.files.path(RunFiles.CONTINUED));
            if (writer.from == null && writer.continued != null) {
                throw new InvalidInputException(
                        "%s: the run was to continue %s and has no checkpoint yet; start it again with --continue"
                                .formatted(run.folder(), writer.continued.from()));
            }
            done = true;
            return writer;
        } finally {
            if (!done) {
                writer.close();
            }
        }
    }

    /** The experiment of the run that is resumed; null if none is. */
    public @Nullable Experiment experiment() {
        return resumed == null ? null : resumed.experiment();
    }

    /** The checkpoint that the training starts from; null if it starts with new initial weights. */
    public @Nullable Checkpoint checkpoint() {
        return from;
    }

    /**
     * Makes this run continue another one, whose metrics come first in its metrics file.
     *
     * @param experiment the experiment that is trained now
     * @return the checkpoint of the other run
     * @throws InvalidInputException if the other run cannot be continued
     */
    public Checkpoint continueFrom(RunReader other, ResolvedExperiment experiment) {
        Checkpoint checkpoint = other.checkpoint();
        if (experiment.training().folds() != null || !checkpoint.members().isEmpty()) {
            throw new InvalidInputException(
                    "%s: a training with training.folds cannot be continued, and none can continue another run; start a new run, or go on with an interrupted one with --resume"
                            .formatted(other.folder()));
        }
        from = checkpoint;
        resumed = null;
        continued = new Continued(
                other.folder().toAbsolutePath().normalize().toString(),
                checkpoint.description().epoch(),
                ExperimentWriter.differences(other.experiment(), experiment));
        return checkpoint;
    }

    /**
     * The changes to the experiment of the continued run, old and new values by key; null if this run continues none.
     */
    public @Nullable Map<String, List<@Nullable Object>> changed() {
        return continued == null ? null : continued.changed();
    }

    /** The intervals of the metrics of a finished training, by {@code dev} and {@code test}. */
    public Map<String, Intervals> intervals() {
        return predicted.intervals();
    }

    /** What could not be measured after the training, in sentences; the result has them among its warnings. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** What matters to the model of a finished training; null if that was not measured. */
    public @Nullable Importance importance() {
        return importance;
    }

    /** Adds warnings for the user to the result. */
    public void addWarnings(List<String> texts) {
        warnings.addAll(texts);
    }

    /** The final folder of the run. */
    public Path path() {
        return files.target();
    }

    /** The folder in which the run is written: another one than {@link #path} until it replaces the run there. */
    public Path folder() {
        return files.folder();
    }

    /** Like {@link #train(Trainer, Drawing)}, without plots. */
    public TrainingResult train(Trainer trainer) {
        return train(trainer, Drawing.NONE);
    }

    /**
     * Trains, from the checkpoint of a run that is resumed or continued, and writes model and result, even if the training
     * diverges. A run that diverged replaces no other; it stays in {@link #folder}.
     *
     * @param trainer must have this writer among its listeners
     * @param drawing draws plots; if it fails, a warning is logged
     * @throws DivergedException if the training diverges
     * @throws InvalidInputException if the result cannot be written; the run can then be resumed
     */
    public TrainingResult train(Trainer trainer, Drawing drawing) {
        if (!trainer.hasListener(this)) {
            throw new IllegalStateException("the trainer does not know this writer; build it with listener(writer)");
        }
        if (resumed != null) {
            requireSame(resumed, trainer);
        }
        try {
            Checkpoint start = from;
            TrainingResult result = start == null
                    ? trainer.train()
                    : resumed != null ? trainer.resume(start) : trainer.trainFrom(start);
            finish(result, null, drawing);
            return result;
        } catch (DivergedException e) {
            finish(e.result(), e, drawing);
            throw e;
        }
    }

    private static void requireSame(RunReader resumed, Trainer trainer) {
        if (resumed.isOf(trainer.experiment())) {
            return;
        }
        Map<String, List<@Nullable Object>> differences =
                ExperimentWriter.differences(resumed.experiment(), trainer.experiment());
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    "%s: the run cannot be resumed with another experiment; these keys differ: %s"
                            .formatted(resumed.folder(), String.join(", ", differences.keySet())));
        }
    }

    @Override
    public void onStart(TrainingRun run) {
        every = run.experiment().checkpoint();
        Checkpoint start = from;
        int epochs = start == null ? 0 : start.description().epoch();
        if (resumed == null) {
            OutputFile.write(files.path(RunFiles.EXPERIMENT), ExperimentWriter.yaml(run.experiment()));
        }
        Path path = files.path(RunFiles.METRICS);
        if (continued != null && resumed == null) {
            continued.write(files.path(RunFiles.CONTINUED));
            metrics = MetricsFile.copy(Path.of(continued.from()).resolve(RunFiles.METRICS), epochs, path);
            from = null; // its reports hold memory
            save(run); // to be resumed from here, not from the other run
        } else {
            metrics = MetricsFile.open(path, epochs);
            if (start != null) {
                from = null;
                savedStep = run.step();
                savedEpoch = run.epoch();
            }
        }
        saved = System.nanoTime();
    }

    @Override
    public void onStep(TrainingRun run) {
        if (every.every().time() != null
                && System.nanoTime() - saved >= every.every().time().duration().toNanos()) {
            trySave(run);
        }
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        Map<String, Object> line = MetricsLine.of(report);
        if (continued != null && report.epoch() == continued.epochs() + 1) {
            line.put("continued", continued.json());
        }
        Objects.requireNonNull(metrics).append(line);
        int epochs = every.every().epochs();
        if (epochs > 0 && report.epoch() % epochs == 0) {
            trySave(run);
        }
    }

    /** Errors of the disk do not end a training; the next checkpoint may succeed. */
    private void trySave(TrainingRun run) {
        if (savedStep == run.step() && savedEpoch == run.epoch()) {
            return;
        }
        try {
            save(run);
            problem = null;
        } catch (InvalidInputException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) { // once, not for every attempt
                LOG.warn("no checkpoint was written, and the training goes on: {}", message);
            }
            problem = message;
        }
        saved = System.nanoTime();
    }

    private void save(TrainingRun run) {
        saving = true;
        long begin = System.nanoTime();
        try {
            Objects.requireNonNull(metrics).force();
            checkpoints.save(run, every.keep());
            savedStep = run.step();
            savedEpoch = run.epoch();
            written++;
            savingNanos += System.nanoTime() - begin;
        } catch (IOException e) {
            throw OutputFile.problem(files.path(RunFiles.CHECKPOINTS), e);
        } finally {
            saving = false;
        }
    }

    @Override
    public void onEnd(TrainingRun run) {
        data = run.data();
        digest = DataDigest.of(data);
        trySave(run);
    }

    /**
     * Saves the state reached. If a plugin failed, the model and a result that contains the cause are written, too.
     */
    @Override
    public void onFailure(TrainingRun run, RuntimeException cause) {
        if (failed || metrics == null) {
            return;
        }
        failed = true;
        trySave(run);
        if (cause instanceof PluginException) {
            keep(run, cause);
        }
    }

    private void keep(TrainingRun run, RuntimeException cause) {
        try {
            save(run.model(), run.experiment());
            OutputFile.write(files.path(RunFiles.RESULT), Json.pretty(ResultJson.of(run, cause, warnings)));
            OutputFile.write(files.path(RunFiles.FAILURE), trace(cause));
            complete();
        } catch (InvalidInputException e) { // must not hide the failure of the plugin
            LOG.warn("the model of the failed training could not be saved: {}", e.getMessage());
        }
    }

    private static String trace(RuntimeException cause) {
        StringWriter trace = new StringWriter();
        try {
            cause.printStackTrace(new PrintWriter(trace));
        } catch (Throwable e) { // the methods of a plugin's own exception may fail
            trace.append(PluginFailure.describe(e));
        }
        return trace.toString();
    }

    private void save(Model model, ResolvedExperiment experiment) {
        if (!Files.isDirectory(files.folder())) { // do not make another one with half of a run
            throw new InvalidInputException(files.folder()
                    + ": has been moved or deleted while the run was written; resume it where it is now");
        }
        ModelFile.save(model.parts(), files.path(RunFiles.MODEL), new UsedPlugins(experiment).notes());
    }

    /** Writes the manifest, with which the run is complete. */
    private void complete() {
        Objects.requireNonNull(metrics).force();
        List<String> names =
                new ArrayList<>(List.of(RunFiles.EXPERIMENT, RunFiles.METRICS, RunFiles.MODEL + "/" + Manifest.FILE));
        if (continued != null) {
            names.add(RunFiles.CONTINUED);
        }
        names.addAll(files.products());
        names.remove(RunFiles.MODEL_CARD); // people write in it
        Map<String, FileDigest> digests = new LinkedHashMap<>();
        for (String name : names) {
            try {
                digests.put(name, FileDigest.of(files.path(name)));
            } catch (IOException e) {
                throw OutputFile.problem(files.path(name), e);
            }
        }
        Manifest.write(files.folder(), digests);
    }

    /** Whether the training has begun and there is a checkpoint to resume from. Any thread may ask. */
    public boolean hasCheckpoint() {
        return metrics != null && checkpoints.exist();
    }

    /** Whether a checkpoint is being written at this moment. Any thread may ask. */
    public boolean isSaving() {
        return saving;
    }

    /** Whether the run is finished and in its final folder. Any thread may ask. */
    public boolean isFinished() {
        return finished;
    }

    private void finish(TrainingResult result, @Nullable DivergedException diverged, Drawing drawing) {
        save(result.model(), result.experiment());
        Map<String, Object> saving = new LinkedHashMap<>();
        saving.put("written", written);
        saving.put("seconds", savingNanos / 1e9);
        if (diverged == null) {
            predicted = RunIntervals.of(result, Objects.requireNonNull(data));
        }
        if (diverged == null && result.experiment().importance()) {
            try {
                importance = RunImportance.of(result, Objects.requireNonNull(data));
            } catch (InvalidInputException e) { // a run must not be lost because of it
                remarks.add("the importance of the columns could not be measured: " + e.getMessage());
            }
        }
        List<DataReport.ColumnReport> columns =
                Objects.requireNonNull(data).report().columns();
        data = null;
        warnings.addAll(remarks);
        Map<String, Object> json =
                ResultJson.of(result, diverged, saving, Objects.requireNonNull(digest), predicted, warnings);
        if (importance != null) {
            json.put("importance", ImportanceJson.of(importance));
        }
        if (!columns.isEmpty() && columns.size() <= MOST_COLUMNS) {
            json.put("columns", columns.stream().map(RecordWriter::map).toList());
        }
        OutputFile.write(files.path(RunFiles.RESULT), Json.pretty(json));
        try {
            drawing.draw(files.folder(), result);
        } catch (RuntimeException e) {
            LOG.warn("the pictures could not be drawn: {}", e.getMessage());
        }
        complete();
        if (diverged == null) {
            files.settle();
        }
        finished = true;
        close();
    }

    /**
     * Releases the folder; {@link #train(Trainer)} does so when it returns. Empty folders are removed, and so is a run that
     * was to replace another and has no checkpoint.
     */
    @Override
    public void close() {
        try {
            if (metrics != null) {
                metrics.close();
            }
        } finally {
            files.close();
        }
    }
}
