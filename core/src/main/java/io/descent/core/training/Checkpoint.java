package io.descent.core.training;

import io.descent.inference.config.internal.RecordWriter;

import io.descent.core.experiment.ExperimentFile;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that continuing a training needs: {@code state.json} and {@code state.safetensors} in a folder, with parameters, slots and
 * running statistics, and the reports of the epochs before.
 *
 * @param description numbers and the optimizer
 * @param tensors the file with the tensors
 * @param history a report for each epoch completed
 */
public record Checkpoint(CheckpointDescription description, Path tensors, List<EpochReport> history) {
    private static final String DESCRIPTION = "state.json";
    private static final String TENSORS = "state.safetensors";
    private static final int LONGEST = 1 << 20;

    /**
     * Copies the list.
     *
     * @throws InvalidInputException if there are fewer reports than epochs
     */
    public Checkpoint {
        if (history.size() < description.epoch()) {
            throw new InvalidInputException("%s: %d epochs are completed, but only %d have reports"
                    .formatted(tensors, description.epoch(), history.size()));
        }
        history = List.copyOf(history.subList(0, description.epoch()));
    }

    /** The files of a checkpoint, relative to its folder. */
    public static List<String> files() {
        return List.of(TENSORS, DESCRIPTION);
    }

    static void save(Path folder, CheckpointDescription description, List<Safetensors.Entry> tensors) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        Safetensors.write(folder.resolve(TENSORS), tensors);
        OutputFile.write(folder.resolve(DESCRIPTION), Json.pretty(RecordWriter.map(description)));
    }

    /**
     * Reads a checkpoint but for its tensors.
     *
     * @param history the reports of at least the completed epochs
     * @throws InvalidInputException if there is none, or it is damaged, or its optimizer is missing
     */
    public static Checkpoint read(Path folder, List<EpochReport> history, ExperimentFile reader) {
        CheckpointDescription description =
                reader.readRecord(folder.resolve(DESCRIPTION), CheckpointDescription.class, LONGEST);
        return new Checkpoint(description, folder.resolve(TENSORS), history);
    }
}
