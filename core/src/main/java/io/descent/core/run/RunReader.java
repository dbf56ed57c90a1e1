package io.descent.core.run;

import io.descent.api.Metric;
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

/** Reads the folder of a run: its experiment, its examples, and the checkpoint to resume from. */
public final class RunReader {
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

    /** Whether the folder contains an experiment. */
    public boolean exists() {
        return Files.exists(folder.resolve(RunFiles.EXPERIMENT));
    }

    /**
     * Reads the experiment of the run, with all defaults resolved.
     *
     * @throws InvalidInputException with every problem of the file, and the jars of missing plugins
     */
    public Experiment experiment() {
        try {
            return reader.read(folder.resolve(RunFiles.EXPERIMENT), List.of());
        } catch (InvalidInputException e) {
            throw PluginNote.explain(folder.resolve(RunFiles.RESULT), e);
        }
    }

    /** The experiment of the run without its listeners, whose jars may be missing. */
    private Experiment unwatched() {
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

    /**
     * Loads the examples of the run from their source, as it is now, with the split of the run.
     *
     * @throws InvalidInputException if they cannot be read, or a program supplied them from memory
     */
    public RawData data() {
        Experiment experiment = unwatched();
        return RawData.load(experiment.data(), experiment.precision(), experiment.streams());
    }

    /**
     * Reads the checkpoint to resume from.
     *
     * @throws InvalidInputException if the run cannot be continued
     */
    public Checkpoint checkpoint() {
        if (!exists() || !Files.exists(folder.resolve(RunFiles.CHECKPOINT))) {
            throw new InvalidInputException(
                    folder + ": this run cannot be continued; expected a run folder with " + RunFiles.CHECKPOINT);
        }
        Path file = folder.resolve(RunFiles.METRICS);
        List<EpochReport> history = new ArrayList<>();
        for (String line : lines()) {
            history.add(MetricsLine.read(file, history.size() + 1, line));
        }
        return Checkpoint.read(folder.resolve(RunFiles.CHECKPOINT), history, reader.registry());
    }

    /** The lines of the metrics file, one per epoch. */
    List<String> lines() {
        Path file = folder.resolve(RunFiles.METRICS);
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
