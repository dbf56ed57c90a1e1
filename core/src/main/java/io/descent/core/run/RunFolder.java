package io.descent.core.run;

import io.descent.inference.plugin.internal.PluginFailure;

import io.descent.inference.config.internal.RecordWriter;

import io.descent.core.data.TrainingData;
import io.descent.core.diagnosis.Diagnosis;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.core.metrics.ClassificationEvaluation;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.RecordedEvaluation;
import io.descent.inference.Model;
import io.descent.core.loss.Loss;
import io.descent.inference.network.internal.Network;
import io.descent.inference.problem.PluginException;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.DivergedException;
import io.descent.core.training.EpochReport;
import io.descent.core.training.LayerReport;
import io.descent.core.training.TrainingListener;
import io.descent.core.training.TrainingResult;
import io.descent.core.training.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves: {@code experiment.yaml}, {@code metrics.jsonl} (a line an epoch, written as epochs end), {@code
 * result.json} and {@code model/}. Whoever draws pictures of it puts them there too.
 */
public final class RunFolder implements TrainingListener, AutoCloseable {
    /** The experiment with every choice made. */
    public static final String EXPERIMENT = "experiment.yaml";

    /** The stack trace of a plugin that has failed. */
    private static final String FAILURE = "failure.txt";

    /** The picture of costs, metrics and learning rate by epoch. */
    public static final String LEARNING_CURVE = "learning-curve.png";

    /** The picture of what two features are predicted as. */
    public static final String DECISION_BOUNDARY = "decision-boundary.png";

    /** The picture of true and predicted classes. */
    public static final String CONFUSION = "confusion.png";

    static final String METRICS = "metrics.jsonl";
    static final String RESULT = "result.json";
    private static final String MODEL = "model";
    private static final String CHECKPOINT = "checkpoints/last";
    /** Everything that a run may write, the result last: a folder that has it is complete. */
    private static final List<String> FILES = Stream.of(
                    Model.files().stream().map(file -> MODEL + "/" + file),
                    Checkpoint.files().stream().map(file -> CHECKPOINT + "/" + file),
                    Stream.of(EXPERIMENT, METRICS, LEARNING_CURVE, DECISION_BOUNDARY, CONFUSION, FAILURE, RESULT))
            .flatMap(files -> files)
            .toList();
    /** The folders of those files, inner ones first. */
    private static final List<String> FOLDERS = List.of(MODEL, CHECKPOINT, "checkpoints");

    private final Path target;
    private final Path folder;
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
    private record Continued(Path from, List<String> lines, Map<String, List<@Nullable Object>> changed) {}

    /**
     * A run folder.
     *
     * @param target where the run is in the end
     * @param folder where it is written meanwhile
     */
    private RunFolder(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /**
     * Takes a folder for a run.
     *
     * @param folder made if it is not there
     * @param overwrite whether a run that is in it may be replaced; it stays until the new one is finished
     * @throws InvalidInputException if it holds a run that may not be replaced, or cannot be made or written
     */
    public static RunFolder create(Path folder, boolean overwrite) {
        if (folder.toString().isBlank()) {
            throw new InvalidInputException("the run folder has no name");
        }
        try {
            Files.createDirectories(folder);
            List<Path> former =
                    FILES.stream().map(folder::resolve).filter(Files::exists).toList();
            if (former.isEmpty()) {
                return new RunFolder(folder, folder);
            }
            if (!Files.exists(folder.resolve(METRICS))) {
                throw new InvalidInputException(
                        "%s: %s is not part of a run and would be in the way; choose another folder"
                                .formatted(folder, former.get(0).getFileName()));
            }
            if (!overwrite) {
                throw new InvalidInputException(folder
                        + ": holds a run already; choose another folder with --out, or replace it with --overwrite");
            }
            Path beside = folder.toAbsolutePath()
                    .resolveSibling(folder.toAbsolutePath().getFileName() + "."
                            + ProcessHandle.current().pid() + ".part");
            return new RunFolder(folder, Files.createDirectories(beside));
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    /** Moves a finished run to where it belongs, in the place of a former one. */
    private void settle() {
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
            deleteFolders(folder);
        } catch (IOException e) {
            throw OutputFile.problem(target, e);
        }
    }

    /** Deletes the folders of a run and the run folder itself, each if it is empty. */
    private static void deleteFolders(Path root) throws IOException {
        for (String name : FOLDERS) {
            deleteIfEmpty(root.resolve(name));
        }
        deleteIfEmpty(root);
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // the rest is not ours, or may tell why a run failed
        }
    }

    /**
     * Takes a new folder: the first of {@code name-1}, {@code name-2}, ... that is not there.
     *
     * @param parent made if it is not there
     */
    public static RunFolder next(Path parent, String name) {
        Path folder = nextFolder(parent, name);
        return new RunFolder(folder, folder);
    }

    /** Makes the folder of {@link #next}, for something else than a run. */
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

    /**
     * Makes this run go on from another: its metrics begin with those of the other.
     *
     * @param run the folder of the other run
     * @param experiment what is to be trained now, with every choice made
     * @return where the other has ended
     * @throws InvalidInputException if the other cannot be continued
     */
    public Checkpoint continueFrom(Path run, Experiment experiment, ExperimentFile reader) {
        if (!Files.exists(run.resolve(CHECKPOINT)) || !Files.exists(run.resolve(EXPERIMENT))) {
            throw new InvalidInputException(run + ": is no run that can be continued; it has no " + CHECKPOINT);
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(run.resolve(METRICS));
        } catch (IOException e) {
            throw new InvalidInputException(run.resolve(METRICS) + ": cannot be read: " + e.getMessage(), e);
        }
        List<EpochReport> history = new ArrayList<>();
        for (String line : lines) {
            history.add(report(run.resolve(METRICS), history.size() + 1, line));
        }
        Checkpoint checkpoint = Checkpoint.read(run.resolve(CHECKPOINT), history, reader);
        Experiment before = experiment(run, reader);
        continued = new Continued(
                run.toAbsolutePath().normalize(),
                lines.subList(0, checkpoint.description().epoch()),
                ExperimentWriter.differences(before, experiment));
        return checkpoint;
    }

    /**
     * Reads the experiment of a run.
     *
     * @throws InvalidInputException with every problem of the file, and the jars of plugins that are missing
     */
    public static Experiment experiment(Path run, ExperimentFile reader) {
        try {
            return reader.read(run.resolve(EXPERIMENT), List.of());
        } catch (InvalidInputException e) {
            throw PluginNote.explain(run.resolve(RESULT), e);
        }
    }

    /** What changed in the experiment when another run was continued: old and new values by key; null if none was. */
    public @Nullable Map<String, List<@Nullable Object>> changed() {
        return continued == null ? null : continued.changed();
    }

    private static EpochReport report(Path file, int epoch, String line) {
        try {
            Map<String, Object> json = Json.read(line);
            Object dev = json.get("dev");
            if (number(json.get("epoch")) == epoch && json.get("train") instanceof Map<?, ?> train) {
                return new EpochReport(
                        epoch,
                        number(json.get("learningRate")),
                        number(json.get("seconds")),
                        number(json.get("evaluationSeconds")),
                        number(train.get("cost")),
                        dev != null,
                        dev instanceof Map<?, ?> values ? recorded(values) : null,
                        List.of());
            }
        } catch (IOException | RuntimeException e) {
            throw damaged(file, epoch);
        }
        throw damaged(file, epoch);
    }

    private static InvalidInputException damaged(Path file, int line) {
        return new InvalidInputException("%s, line %d: is no line of metrics of epoch %d".formatted(file, line, line));
    }

    /** JSON has no infinities: they stand as texts. */
    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(String.valueOf(value));
    }

    private static RecordedEvaluation recorded(Map<?, ?> values) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        values.forEach((name, value) -> numbers.put(String.valueOf(name), number(value)));
        return new RecordedEvaluation(0, numbers);
    }

    /** Has the result tell of something that a user should know. */
    public void addWarnings(List<String> texts) {
        warnings.addAll(texts);
    }

    /** Where it is in the end. */
    public Path path() {
        return target;
    }

    @Override
    public synchronized void onStart(TrainingRun run) {
        this.run = run;
        OutputFile.write(folder.resolve(EXPERIMENT), ExperimentWriter.yaml(run.experiment()));
        append("");
        if (continued != null) {
            continued.lines().forEach(line -> append(line + "\n"));
        }
    }

    /** Keeps what was reached: a checkpoint, the model, and a result that says why there is no more. */
    @Override
    public synchronized void onFailure(TrainingRun run, RuntimeException cause) {
        if (failed) {
            return;
        }
        failed = true;
        run.whileParametersStay(() -> keep(run, cause));
        settle();
    }

    private void keep(TrainingRun run, RuntimeException cause) {
        run.saveCheckpoint(folder.resolve(CHECKPOINT));
        Experiment experiment = run.experiment();
        TrainingData data = run.data();
        Network network = run.network();
        Loss loss = experiment.criterion(data.schema()).loss();
        new Model(data.schema(), data.normalization(), network, loss).save(folder.resolve(MODEL), List.of(experiment));
        Map<String, Object> json = start(experiment);
        json.put("epochs", run.epoch());
        json.put("outcome", cause instanceof CancellationException ? "interrupted" : "failed");
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("step", run.step());
        failure.put("message", String.valueOf(cause.getMessage()));
        json.put("failure", failure);
        json.put("warnings", warnings);
        json.put("weightsSha256", network.parameters().sha256());
        OutputFile.write(folder.resolve(RESULT), Json.pretty(json));
        if (cause instanceof PluginException) {
            StringWriter trace = new StringWriter();
            try {
                cause.printStackTrace(new PrintWriter(trace));
            } catch (Throwable e) { // a plugin's own exception may do anything
                trace.append(PluginFailure.describe(e));
            }
            OutputFile.write(folder.resolve(FAILURE), trace.toString());
        }
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

    private static Map<String, Object> start(Experiment experiment) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", experiment.seed());
        json.put("precision", experiment.precision().toString());
        json.put(
                "plugins",
                new UsedPlugins(experiment)
                        .notes().stream().map(RecordWriter::map).toList());
        return json;
    }

    @Override
    public void onEnd(TrainingRun run) {
        run.saveCheckpoint(folder.resolve(CHECKPOINT));
    }

    @Override
    public void onEpoch(TrainingRun run, EpochReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("epoch", report.epoch());
        line.put("learningRate", report.learningRate());
        line.put("seconds", report.seconds());
        line.put("evaluationSeconds", report.evaluationSeconds());
        line.put("train", Map.of("cost", report.trainCost()));
        if (report.dev() != null) {
            line.put("dev", report.dev().values());
        }
        if (!report.layers().isEmpty()) {
            line.put("layers", report.layers().stream().map(RunFolder::json).toList());
        }
        if (continued != null && report.epoch() == continued.lines().size() + 1) {
            line.put("continued", Map.of("from", continued.from().toString(), "changed", continued.changed()));
        }
        append(Json.line(line) + "\n");
    }

    private static Map<String, Object> json(LayerReport layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", layer.name());
        json.put("weightNorm", layer.weightNorm());
        json.put("gradientNorm", layer.gradientNorm());
        json.put("preActivationNorm", layer.preActivationNorm());
        json.put("activationNorm", layer.activationNorm());
        json.put("dead", layer.dead());
        json.put("small", layer.small());
        return json;
    }

    private void append(String text) {
        Path file = folder.resolve(METRICS);
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw OutputFile.problem(file, e);
        } catch (UncheckedIOException e) {
            throw OutputFile.problem(file, new IOException(e.getMessage(), e));
        }
    }

    /** Writes model and result of a training that has come to its end. */
    public void finish(TrainingResult result) {
        finish(result, null);
    }

    /** Writes model and result of a training that has diverged, as they were before. */
    public void finish(DivergedException diverged) {
        finish(diverged.result(), diverged);
    }

    private synchronized void finish(TrainingResult result, @Nullable DivergedException diverged) {
        result.model().save(folder.resolve(MODEL), List.of(result.experiment()));
        Experiment experiment = result.experiment();
        Map<String, Object> json = start(experiment);
        json.put("backend", result.engine().backend().name());
        json.put("threads", result.engine().threads());
        json.put("epochs", result.epochs());
        json.put("seconds", result.seconds());
        json.put("modelEpoch", result.modelEpoch());
        json.put("outcome", diverged != null ? "diverged" : result.stoppedEarly() ? "stopped-early" : "completed");
        if (diverged != null) {
            Map<String, Object> divergence = new LinkedHashMap<>();
            diverged.parameter().ifPresent(parameter -> divergence.put("parameter", parameter));
            divergence.put("step", diverged.step());
            divergence.put("message", diverged.getMessage());
            json.put("divergence", divergence);
        }
        json.put("metrics", metrics(result));
        json.put("warnings", warnings);
        if (diverged == null) {
            json.put("diagnosis", Diagnosis.of(result).values());
        }
        json.put("weightsSha256", result.weightsSha256());
        OutputFile.write(folder.resolve(RESULT), Json.pretty(json));
        settle();
        finished = true;
    }

    /**
     * Removes what is of no use after a failure: a folder in which nothing was written, and what was to replace a former run.
     * After {@link #finish} it does nothing.
     */
    @Override
    public synchronized void close() {
        if (ending) {
            return; // it may still be written to
        }
        try {
            if (!folder.equals(target)) {
                for (String file : FILES) {
                    Files.deleteIfExists(folder.resolve(file));
                }
            }
            deleteFolders(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static Map<String, Object> metrics(TrainingResult result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("train", json(result.train()));
        if (result.dev() != null) {
            metrics.put("dev", json(result.dev()));
        }
        if (result.test() != null) {
            metrics.put("test", json(result.test()));
        }
        return metrics;
    }

    /** The metrics of a data set as files have them. */
    public static Map<String, Object> json(Evaluation evaluation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("examples", evaluation.examples());
        json.putAll(evaluation.values());
        if (evaluation instanceof ClassificationEvaluation classification) {
            Map<String, Object> classes = new LinkedHashMap<>();
            for (int i = 0; i < classification.classes().size(); i++) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("precision", classification.precision(i));
                one.put("recall", classification.recall(i));
                one.put("f1", classification.f1(i));
                one.put("support", classification.support(i));
                classes.put(classification.classes().get(i), one);
            }
            json.put("classes", classes);
            json.put("confusion", classification.confusion());
        }
        return json;
    }
}
