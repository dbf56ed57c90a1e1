package io.descent.core.run;

import io.descent.core.diagnosis.Diagnosis;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerWarnings;
import io.descent.core.training.StopReason;
import io.descent.core.training.Trainer;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import io.descent.inference.Model;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.problem.PluginException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the folder of a run while it is trained: {@code experiment.yaml}, {@code metrics.jsonl} (one line per epoch,
 * written as epochs end), {@code result.json}, {@code model/} and {@code checkpoints/}. Plots of the run go into the
 * same folder.
 *
 * <pre>{@code
 * try (RunWriter run = RunWriter.create(Path.of("runs/wine"), false)) {
 *     Trainer trainer = Trainer.builder().data(wine, "kind").listener(run).build();
 *     TrainingResult result = run.train(trainer);
 * }
 * }</pre>
 */
public final class RunWriter implements TrainingListener, AutoCloseable {
    private final RunFiles files;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Continued continued;
    private @Nullable TrainingRun run;
    private boolean began;
    private boolean failed;
    private boolean finished;
    private volatile boolean ending;

    /**
     * The run that this one continues.
     *
     * @param lines the lines of its metrics file, one per completed epoch
     * @param changed keys of the experiment that differ, with their old and new values
     */
    private record Continued(
            Path from, Checkpoint checkpoint, List<String> lines, Map<String, List<@Nullable Object>> changed) {}

    private RunWriter(RunFiles files) {
        this.files = files;
    }

    /**
     * Claims a folder for a run.
     *
     * @param folder created if missing
     * @param overwrite whether to replace a run in the folder; the old run stays until the new one is finished
     * @throws InvalidInputException if the folder contains a run that may not be replaced, or cannot be created or
     *     written
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
     * Makes this run continue another one, whose metrics come first in its metrics file.
     *
     * @param experiment the experiment that is trained now
     * @return the checkpoint of the other run
     * @throws InvalidInputException if the other run cannot be continued
     */
    public Checkpoint continueFrom(RunReader other, ResolvedExperiment experiment) {
        Checkpoint checkpoint = other.checkpoint();
        continued = new Continued(
                other.folder().toAbsolutePath().normalize(),
                checkpoint,
                other.lines().subList(0, checkpoint.description().epoch()),
                ExperimentWriter.differences(other.experiment(), experiment));
        return checkpoint;
    }

    /**
     * The changes to the experiment of the continued run, old and new values by key; null if this run continues none.
     */
    public @Nullable Map<String, List<@Nullable Object>> changed() {
        return continued == null ? null : continued.changed();
    }

    /** Adds warnings for the user to the result. */
    public void addWarnings(List<String> texts) {
        warnings.addAll(texts);
    }

    /** The final folder of the run. */
    public Path path() {
        return files.target();
    }

    /**
     * Trains, from the checkpoint of {@link #continueFrom} if it was called, and writes model and result, even if the
     * training diverges.
     *
     * @param trainer must have this writer among its listeners
     * @throws DivergedException if the training diverges
     */
    public TrainingResult train(Trainer trainer) {
        if (!trainer.hasListener(this)) {
            throw new IllegalStateException("the trainer does not know this writer; build it with listener(writer)");
        }
        try {
            TrainingResult result = continued == null ? trainer.train() : trainer.trainFrom(continued.checkpoint());
            finish(result, null);
            return result;
        } catch (DivergedException e) {
            finish(e.result(), e);
            throw e;
        }
    }

    @Override
    public synchronized void onClose(TrainingRun run) {
        if (!ending) {
            this.run = null; // it holds all memory of the training
        }
    }

    @Override
    public synchronized void onStart(TrainingRun run) {
        this.run = run;
        began = true;
        OutputFile.write(files.path(RunFiles.EXPERIMENT), ExperimentWriter.yaml(run.experiment()));
        append("");
        if (continued != null) {
            continued.lines().forEach(line -> append(line + "\n"));
        }
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        Map<String, Object> line = MetricsLine.of(report);
        if (continued != null && report.epoch() == continued.lines().size() + 1) {
            line.put("continued", Map.of("from", continued.from().toString(), "changed", continued.changed()));
        }
        append(Json.line(line) + "\n");
    }

    private void append(String text) {
        Path file = files.path(RunFiles.METRICS);
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } catch (UncheckedIOException e) {
            throw OutputFile.problem(file, new IOException(e.getMessage(), e));
        }
    }

    @Override
    public void onEnd(TrainingRun run) {
        run.saveCheckpoint(files.path(RunFiles.CHECKPOINT));
    }

    /** Saves the state reached: a checkpoint, the model, and a result that contains the cause of the failure. */
    @Override
    public synchronized void onFailure(TrainingRun run, RuntimeException cause) {
        if (failed) {
            return;
        }
        failed = true;
        run.whileParametersStay(() -> keep(run, cause));
        files.settle();
    }

    private void keep(TrainingRun run, RuntimeException cause) {
        run.saveCheckpoint(files.path(RunFiles.CHECKPOINT));
        save(run.model(), run.experiment());
        Map<String, Object> json = start(run.experiment());
        json.put("epochs", run.epoch());
        json.put("outcome", cause instanceof CancellationException ? "interrupted" : "failed");
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("step", run.step());
        failure.put("message", String.valueOf(cause.getMessage()));
        json.put("failure", failure);
        json.put("warnings", warnings);
        json.put("weightsSha256", run.weightsSha256());
        OutputFile.write(files.path(RunFiles.RESULT), Json.pretty(json));
        if (cause instanceof PluginException) {
            StringWriter trace = new StringWriter();
            try {
                cause.printStackTrace(new PrintWriter(trace));
            } catch (Throwable e) { // the methods of a plugin's own exception may fail
                trace.append(PluginFailure.describe(e));
            }
            OutputFile.write(files.path(RunFiles.FAILURE), trace.toString());
        }
    }

    private void save(Model model, ResolvedExperiment experiment) {
        ModelFile.save(model.parts(), files.path(RunFiles.MODEL), new UsedPlugins(experiment).notes());
    }

    /**
     * Announces the end of the process: {@link #close} then keeps the files, and {@link #keepUnfinished} may be called.
     */
    public void beforeEndOfProcess() {
        ending = true;
    }

    /**
     * Saves the state reached, at any point of the training, unless its result is written already.
     *
     * @return whether the training has begun, so that there is something to keep
     */
    public synchronized boolean keepUnfinished() {
        if (run != null && !finished) {
            onFailure(run, new CancellationException("the process was ended"));
        }
        return began;
    }

    private static Map<String, Object> start(ResolvedExperiment experiment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", experiment.seed());
        json.put("precision", experiment.precision().toString());
        json.put(
                "plugins",
                new UsedPlugins(experiment)
                        .notes().stream().map(RecordWriter::map).toList());
        return json;
    }

    private synchronized void finish(TrainingResult result, @Nullable DivergedException diverged) {
        ResolvedExperiment experiment = result.experiment();
        save(result.model(), experiment);
        Map<String, Object> json = start(experiment);
        json.put("backend", result.backend());
        json.put("threads", result.threads());
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("modelEpoch", result.modelEpoch());
        json.put("outcome", outcome(result.stopReason()));
        if (diverged != null) {
            Map<String, Object> divergence = new LinkedHashMap<>();
            diverged.parameter().ifPresent(parameter -> divergence.put("parameter", parameter));
            divergence.put("step", diverged.step());
            divergence.put("message", diverged.getMessage());
            json.put("divergence", divergence);
        }
        json.put("metrics", metrics(result));
        List<String> all = new ArrayList<>(warnings);
        all.addAll(LayerWarnings.of(result));
        json.put("warnings", all);
        if (diverged == null) {
            json.put("diagnosis", Diagnosis.of(result).values());
        }
        json.put("weightsSha256", result.weightsSha256());
        OutputFile.write(files.path(RunFiles.RESULT), Json.pretty(json));
        files.settle();
        finished = true;
    }

    private static String outcome(StopReason reason) {
        return switch (reason) {
            case EARLY_STOPPING -> "stopped-early";
            case LISTENER -> "stopped";
            case COMPLETED, DIVERGED -> reason.name().toLowerCase(Locale.ROOT);
        };
    }

    private static Map<String, Object> metrics(TrainingResult result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("train", EvaluationJson.of(result.train()));
        if (result.dev() != null) {
            metrics.put("dev", EvaluationJson.of(result.dev()));
        }
        if (result.test() != null) {
            metrics.put("test", EvaluationJson.of(result.test()));
        }
        return metrics;
    }

    /**
     * Cleans up after a failure: removes empty folders, and files that were to replace an earlier run. Does nothing
     * after a finished run.
     */
    @Override
    public synchronized void close() {
        if (!ending) { // otherwise the training may still write to it
            files.discard();
        }
    }
}
