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
 * Writes the folder of a run while it is trained: {@code experiment.yaml}, {@code metrics.jsonl} (one line per epoch, written as
 * epochs end), {@code result.json}, {@code model/} and {@code checkpoints/}. Whoever draws pictures of it puts them there too.
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
    private boolean failed;
    private boolean finished;
    private volatile boolean ending;

    /**
     * The run that this one goes on from.
     *
     * @param lines of its metrics, one for each epoch completed
     * @param changed keys of the experiment that differ, with their old and new values
     */
    private record Continued(
            Path from, Checkpoint checkpoint, List<String> lines, Map<String, List<@Nullable Object>> changed) {}

    private RunWriter(RunFiles files) {
        this.files = files;
    }

    /**
     * Takes a folder for a run.
     *
     * @param folder made if it is not there
     * @param overwrite whether a run that is in it may be replaced; it stays until the new one is finished
     * @throws InvalidInputException if it contains a run that may not be replaced, or cannot be made or written
     */
    public static RunWriter create(Path folder, boolean overwrite) {
        return new RunWriter(RunFiles.create(folder, overwrite));
    }

    /**
     * Takes a new folder: the first of {@code name-1}, {@code name-2}, ... that is not there.
     *
     * @param parent made if it is not there
     */
    public static RunWriter next(Path parent, String name) {
        return new RunWriter(RunFiles.next(parent, name));
    }

    /**
     * Makes this run go on from another: its metrics begin with those of the other.
     *
     * @param experiment what is to be trained now
     * @return where the other has ended
     * @throws InvalidInputException if the other cannot be continued
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

    /** What changed in the experiment when another run was continued: old and new values by key; null if none was. */
    public @Nullable Map<String, List<@Nullable Object>> changed() {
        return continued == null ? null : continued.changed();
    }

    /** Adds to the result something that a user should know. */
    public void addWarnings(List<String> texts) {
        warnings.addAll(texts);
    }

    /** Where the run is in the end. */
    public Path path() {
        return files.target();
    }

    /**
     * Trains, from where {@link #continueFrom} says, and writes model and result, also of a training that diverges.
     *
     * @param trainer has this as one of its listeners
     * @throws DivergedException if numbers leave the finite range
     */
    public TrainingResult train(Trainer trainer) {
        try {
            TrainingResult result = continued == null ? trainer.train() : trainer.trainFrom(continued.checkpoint());
            requireListening();
            finish(result, null);
            return result;
        } catch (DivergedException e) {
            requireListening();
            finish(e.result(), e);
            throw e;
        }
    }

    private void requireListening() {
        if (run == null) {
            throw new IllegalStateException("the trainer does not know this writer; build it with listener(writer)");
        }
    }

    @Override
    public synchronized void onStart(TrainingRun run) {
        this.run = run;
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

    /** Keeps what was reached: a checkpoint, the model, and a result that says why there is no more. */
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
            } catch (Throwable e) { // a plugin's own exception may do anything
                trace.append(PluginFailure.describe(e));
            }
            OutputFile.write(files.path(RunFiles.FAILURE), trace.toString());
        }
    }

    private void save(Model model, ResolvedExperiment experiment) {
        ModelFile.save(model.parts(), files.path(RunFiles.MODEL), new UsedPlugins(experiment).notes());
    }

    /** Says that the process is about to end: what stands here then is to stay, and {@link #keepUnfinished} may be called. */
    public void beforeEndOfProcess() {
        ending = true;
    }

    /**
     * Keeps what was reached, whatever the training is doing, unless its result is written already.
     *
     * @return whether there is anything: whether a training has begun
     */
    public synchronized boolean keepUnfinished() {
        if (run != null && !finished) {
            onFailure(run, new CancellationException("the process was ended"));
        }
        return run != null;
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
     * Removes what is of no use after a failure: a folder in which nothing was written, and what was to replace a former run.
     * After a run that was finished it does nothing.
     */
    @Override
    public synchronized void close() {
        if (!ending) { // else it may still be written to
            files.discard();
        }
    }
}
