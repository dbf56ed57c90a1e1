package io.descent.core.training;

import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A point from which a training can be resumed: the files {@code state.json} and {@code state.safetensors} in a folder
 * (parameters, slots, running statistics and the position), with their manifest, and the reports of the epochs before.
 *
 * @param description counts, and the optimizer with its settings
 * @param tensors the file with the tensors
 * @param history one report per completed epoch
 * @param members the checkpoints of several networks that are trained together, in folders within; the other components
 *     are then those of the first. Empty for one network
 */
public record Checkpoint(
        CheckpointDescription description, Path tensors, List<EpochReport> history, List<Checkpoint> members) {
    /** The checkpoint of one network. */
    public Checkpoint(CheckpointDescription description, Path tensors, List<EpochReport> history) {
        this(description, tensors, history, List.of());
    }

    /** The checkpoint of several networks. */
    static Checkpoint of(List<Checkpoint> members) {
        Checkpoint first = members.get(0);
        return new Checkpoint(first.description, first.tensors, first.history, members);
    }

    /**
     * Copies the list, without reports of epochs after the checkpoint.
     *
     * @throws InvalidInputException if there are fewer reports than completed epochs
     */
    public Checkpoint {
        if (history.size() < description.epoch()) {
            throw new InvalidInputException("%s: the checkpoint has %d completed epochs, but only %d have reports"
                    .formatted(tensors, description.epoch(), history.size()));
        }
        history = List.copyOf(history.subList(0, description.epoch()));
        members = List.copyOf(members);
    }

    /**
     * Compares the files of a checkpoint with their manifests.
     *
     * @throws InvalidInputException if a manifest is missing or damaged, or any file is missing or has changed
     */
    public static void verify(Path folder) {
        CheckpointFile.verify(folder);
    }

    /** The files of the checkpoint of one network, relative to its folder; several have such folders: 1, 2, ... */
    public static List<String> files() {
        return CheckpointFile.names();
    }

    /**
     * Reads a checkpoint, without its tensors.
     *
     * @param history one report per epoch, for at least the completed epochs
     * @param registry must contain the optimizer
     * @throws InvalidInputException if the checkpoint is missing or damaged, or its optimizer is missing
     */
    public static Checkpoint read(Path folder, List<EpochReport> history, PluginRegistry registry) {
        return read(folder, epochs -> history, registry);
    }

    /**
     * Reads a checkpoint, without its tensors.
     *
     * @param reports returns the reports of the first epochs, as many as it is asked for
     * @param registry must contain the optimizer
     * @throws InvalidInputException if the checkpoint is missing or damaged, or its optimizer is missing
     */
    public static Checkpoint read(Path folder, IntFunction<List<EpochReport>> reports, PluginRegistry registry) {
        return CheckpointFile.read(folder, reports, registry);
    }
}
