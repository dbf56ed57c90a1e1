package io.descent.core.run;

import io.descent.core.data.RawData;
import io.descent.core.experiment.Experiment;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.training.Checkpoint;
import io.descent.core.training.EpochReport;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the folder of a run: its experiment, its examples, and where it can go on. */
public final class RunReader {
    private final Path folder;
    private final ExperimentFile reader;

    /**
     * A reader.
     *
     * @param folder of the run; nothing of it is read yet
     * @param reader knows the plugins
     */
    public RunReader(Path folder, ExperimentFile reader) {
        this.folder = folder;
        this.reader = reader;
    }

    /** A reader that knows the plugins on the class path of this library. */
    public RunReader(Path folder) {
        this(folder, ExperimentFile.ofClassPath());
    }

    /** The folder of the run. */
    public Path folder() {
        return folder;
    }

    /** Whether the folder contains an experiment. */
    public boolean exists() {
        return Files.exists(folder.resolve(RunFiles.EXPERIMENT));
    }

    /**
     * The experiment of the run, in which nothing was left open.
     *
     * @throws InvalidInputException with every problem of the file, and the jars of plugins that are missing
     */
    public Experiment experiment() {
        try {
            return reader.read(folder.resolve(RunFiles.EXPERIMENT), List.of());
        } catch (InvalidInputException e) {
            throw PluginNote.explain(folder.resolve(RunFiles.RESULT), e);
        }
    }

    /**
     * The examples of the run as they are now in their source, divided as in the run.
     *
     * @throws InvalidInputException if they cannot be read, or came from the memory of a program
     */
    public RawData data() {
        Experiment experiment = experiment();
        return RawData.load(experiment.data(), experiment.precision(), experiment.streams());
    }

    /**
     * Where the run can go on.
     *
     * @throws InvalidInputException if it cannot
     */
    public Checkpoint checkpoint() {
        if (!exists() || !Files.exists(folder.resolve(RunFiles.CHECKPOINT))) {
            throw new InvalidInputException(
                    folder + ": this is not a run that can be continued; it has no " + RunFiles.CHECKPOINT);
        }
        Path file = folder.resolve(RunFiles.METRICS);
        List<EpochReport> history = new ArrayList<>();
        for (String line : lines()) {
            history.add(MetricsLine.read(file, history.size() + 1, line));
        }
        return Checkpoint.read(folder.resolve(RunFiles.CHECKPOINT), history, reader.registry());
    }

    /** The lines of the metrics, one for each epoch. */
    List<String> lines() {
        Path file = folder.resolve(RunFiles.METRICS);
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
