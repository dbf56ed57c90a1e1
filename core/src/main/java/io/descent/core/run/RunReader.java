package io.descent.core.run;

import io.descent.api.Metric;
import io.descent.core.data.DataDigest;
import io.descent.core.data.RawData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.experiment.ResolvedExperiment;
import io.descent.core.file.internal.CheckedLines;
import io.descent.core.random.RandomStreams;
import io.descent.core.training.Checkpoint;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.Replacement;
import io.descent.inference.model.internal.ModelFile;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the folder of a run: its experiment, its examples, and the checkpoint to resume from. Files are compared with
 * their manifest. If a process was killed while it replaced the run by another, the replacement is completed first.
 */
public final class RunReader {
    private static final int LONGEST_RESULT = 1 << 26;

    private final Path folder;
    private final ExperimentFile reader;

    /**
     * Creates a reader.
     *
     * @param folder the run folder; the constructor reads none of it
     * @param reader knows the plugins
     */
    public RunReader(Path folder, ExperimentFile reader) {
        this.folder = folder;
        this.reader = reader;
    }

    /** Creates a reader that knows the plugins on the class path of this library. */
    public RunReader(Path folder) {
        this(folder, ExperimentFile.ofClassPath());
    }

    /** The folder of the run. */
    public Path folder() {
        return folder;
    }

    /** A reader of another folder. */
    RunReader at(Path other) {
        return new RunReader(other, reader);
    }

    /** Whether the folder contains an experiment. */
    public boolean exists() {
        Replacement.read(folder, () -> folder);
        return Files.exists(folder.resolve(RunFiles.EXPERIMENT));
    }

    /**
     * Reads the experiment of the run, with all defaults resolved.
     *
     * @throws InvalidInputException with every problem of the file, and the jars of missing plugins
     */
    public Experiment experiment() {
        return Replacement.read(folder, () -> {
            requireWhole();
            return read();
        });
    }

    /** Whether the run is of an experiment, word for word. Its plugins need not be registered. */
    boolean isOf(ResolvedExperiment experiment) {
        try {
            return Files.readString(folder.resolve(RunFiles.EXPERIMENT)).equals(ExperimentWriter.yaml(experiment));
        } catch (IOException e) {
            return false;
        }
    }

    /** A finished run has a manifest; one that is being trained, or was killed, has none yet. */
    private void requireWhole() {
        if (Manifest.exists(folder)) {
            Manifest.verify(folder, "run");
        }
    }

    private Experiment read() {
        try {
            return reader.read(folder.resolve(RunFiles.EXPERIMENT), List.of());
        } catch (InvalidInputException e) {
            throw PluginNote.explain(folder.resolve(RunFiles.RESULT), e);
        }
    }

    /** The experiment of the run without its listeners, whose jars may be missing. */
    private Experiment unwatched() {
        requireWhole();
        try {
            return reader.readWithoutListeners(folder.resolve(RunFiles.EXPERIMENT));
        } catch (InvalidInputException e) {
            throw PluginNote.explain(folder.resolve(RunFiles.RESULT), e);
        }
    }

    /** The metrics that the run recorded in addition to the cost. */
    public List<Metric> metrics() {
        return unwatched().metrics();
    }

    /** The random streams of the run. */
    public RandomStreams streams() {
        return unwatched().streams();
    }

    /**
     * Loads the examples of the run from their source, with the split of the run.
     *
     * @throws InvalidInputException if they cannot be read, have changed since the training, or were supplied from memory
     */
    public RawData data() {
        Experiment experiment = unwatched();
        RawData data = experiment.rawData();
        List<String> differences = digest().differences(DataDigest.of(data.encode(experiment.precision())));
        if (!differences.isEmpty()) {
            throw new InvalidInputException(
                    "%s: the data have changed since the training: %s. Its sets cannot be told apart any more; to evaluate the model on the new data, name their file"
                            .formatted(folder, String.join("; ", differences)));
        }
        return data;
    }

    /** What the examples of the finished run were like. */
    private DataDigest digest() {
        Path file = folder.resolve(RunFiles.RESULT);
        Node root = RecordReader.json(file, LONGEST_RESULT);
        if (root instanceof Node.Section section) {
            for (Node.Entry entry : section.entries()) {
                if (entry.is("data")) {
                    return RecordReader.json(file, entry.value(), DataDigest.class, reader.registry());
                }
            }
        }
        throw new InvalidInputException(file + ": says nothing about the data; the run is not finished");
    }

    /**
     * Reads the newest whole checkpoint.
     *
     * @throws InvalidInputException if the run cannot be continued
     */
    public Checkpoint checkpoint() {
        return Replacement.read(folder, () -> {
            requireWhole();
            Checkpoint checkpoint = exists() ? newestCheckpoint(false) : null;
            if (checkpoint == null) {
                throw new InvalidInputException("%s: this run cannot be continued; expected a run folder with %s"
                        .formatted(folder, RunFiles.CHECKPOINTS));
            }
            return checkpoint;
        });
    }

    /**
     * Reads the newest whole checkpoint; null if there is none yet.
     *
     * @param withSlots whether it must have the state of the optimizer, which is lost when a training diverges
     */
    @Nullable
    Checkpoint newestCheckpoint(boolean withSlots) {
        Path metrics = folder.resolve(RunFiles.METRICS);
        return new Checkpoints(folder.resolve(RunFiles.CHECKPOINTS))
                .newest(
                        epochs -> MetricsFile.reports(metrics, epochs),
                        reader.registry(),
                        checkpoint -> !withSlots || checkpoint.description().slots());
    }

    /** Compares every file of the run with its manifest or checksum. */
    public RunCheck check() {
        return Replacement.read(folder, () -> {
            List<String> findings = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            if (Manifest.exists(folder)) {
                attempt(problems, () -> {
                    Manifest manifest = Manifest.verify(folder, "run");
                    findings.add(
                            "%d files as written".formatted(manifest.files().size()));
                });
                attempt(problems, () -> {
                    ModelFile.verify(folder.resolve(RunFiles.MODEL));
                    findings.add("the model as written");
                });
            } else {
                findings.add("the run is not finished");
            }
            attempt(problems, () -> checkMetrics(findings, problems));
            checkCheckpoints(findings, problems);
            return new RunCheck(findings, problems);
        });
    }

    private static void attempt(List<String> problems, Runnable check) {
        try {
            check.run();
        } catch (InvalidInputException e) {
            problems.add(e.getMessage());
        }
    }

    private void checkMetrics(List<String> findings, List<String> problems) {
        Path file = folder.resolve(RunFiles.METRICS);
        if (!Files.exists(file)) {
            findings.add("no epoch completed yet");
            return;
        }
        CheckedLines.End end = MetricsFile.check(file);
        findings.add("the metrics of %d epochs as written".formatted(end.lines()));
        if (end.damage() != null) {
            problems.add("%s: line %d %s%s"
                    .formatted(
                            file, end.lines() + 1, end.damage(), end.isLast() ? "; --resume repeats this epoch" : ""));
        }
    }

    private void checkCheckpoints(List<String> findings, List<String> problems) {
        for (Path checkpoint : new Checkpoints(folder.resolve(RunFiles.CHECKPOINTS)).newestFirst()) {
            attempt(problems, () -> {
                Checkpoint.verify(checkpoint);
                findings.add("checkpoint %s as written".formatted(checkpoint.getFileName()));
            });
        }
    }
}
