package io.descent.core.training;

import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a training can go on: {@code state.json} and {@code state.safetensors} in a folder, with parameters, slots and running
 * statistics, and the reports of the epochs before.
 *
 * @param description numbers and the optimizer
 * @param tensors the file with the tensors
 * @param history a report for each epoch completed
 */
public record Checkpoint(CheckpointDescription description, Path tensors, List<EpochReport> history) {
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
        return CheckpointFile.names();
    }

    /**
     * Reads a checkpoint but for its tensors.
     *
     * @param history the reports of at least the completed epochs
     * @param registry knows the optimizer
     * @throws InvalidInputException if there is none, or it is damaged, or its optimizer is missing
     */
    public static Checkpoint read(Path folder, List<EpochReport> history, PluginRegistry registry) {
        return CheckpointFile.read(folder, history, registry);
    }
}
