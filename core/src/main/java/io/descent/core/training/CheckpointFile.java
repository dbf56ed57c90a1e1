package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a {@link TrainingState} to {@code state.json} and {@code state.safetensors} in a folder, and reads it back.
 */
final class CheckpointFile {
    private static final String DESCRIPTION = "state.json";
    private static final String TENSORS = "state.safetensors";
    private static final int FORMAT = 1;
    private static final int LONGEST = 1 << 20;

    private CheckpointFile() {}

    /** The files of a checkpoint, relative to its folder. */
    static List<String> names() {
        return List.of(TENSORS, DESCRIPTION);
    }

    static void save(Path folder, TrainingState state, Optimizer optimizer) {
        boolean withSlots = !state.slotsAreBroken();
        List<Safetensors.Entry> tensors = tensors(state, withSlots);
        BestEpoch best = state.best();
        int bestEpoch = best == null ? 0 : best.epoch();
        if (best != null && bestEpoch > 0) {
            tensors.addAll(best.entries());
        }
        CheckpointDescription description = new CheckpointDescription(
                FORMAT,
                state.history().size(),
                state.step(),
                state.network().precision(),
                optimizer,
                withSlots,
                state.slotsSince(),
                state.biasedCost().get(0, 0),
                bestEpoch);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        Safetensors.write(folder.resolve(TENSORS), tensors);
        OutputFile.write(folder.resolve(DESCRIPTION), Json.pretty(RecordWriter.map(description)));
    }

    static Checkpoint read(Path folder, List<EpochReport> history, PluginRegistry registry) {
        CheckpointDescription description =
                RecordReader.json(folder.resolve(DESCRIPTION), CheckpointDescription.class, LONGEST, registry);
        return new Checkpoint(description, folder.resolve(TENSORS), history);
    }

    /** Replaces a state by that of a checkpoint. If the checkpoint is of another optimizer, the slots stay zero. */
    static void restore(Checkpoint checkpoint, TrainingState state, Optimizer optimizer) {
        CheckpointDescription from = checkpoint.description();
        boolean withSlots = from.slots() && hasSameSlots(from.optimizer(), optimizer);
        state.history().addAll(checkpoint.history());
        List<Safetensors.Entry> tensors = tensors(state, withSlots);
        BestEpoch best = state.best();
        if (best != null && from.bestEpoch() > 0 && best.resume(state.history(), from.bestEpoch())) {
            tensors.addAll(best.entries());
        }
        Safetensors.read(checkpoint.tensors(), tensors);
        state.biasedCost().fill(from.smoothedCost());
        state.resume(from.step(), withSlots ? from.slotsSince() : from.step());
    }

    /** Whether two optimizers have the same name and wrap optimizers of the same names, so that slots mean the same. */
    private static boolean hasSameSlots(Optimizer one, Optimizer other) {
        return names(one).equals(names(other)) && one.slots().equals(other.slots());
    }

    private static List<String> names(Optimizer optimizer) {
        List<String> names = new ArrayList<>(List.of(optimizer.name()));
        for (HyperparameterInfo info : HyperparameterInfo.of(((Record) optimizer).getClass(), optimizer)) {
            if (info.value() instanceof Optimizer inner) {
                names.addAll(names(inner));
            }
        }
        return names;
    }

    private static List<Safetensors.Entry> tensors(TrainingState state, boolean withSlots) {
        List<Safetensors.Entry> tensors =
                NetworkTensors.parameters(state.network().parameters(), "");
        if (withSlots) {
            for (String slot : state.slots().names()) {
                tensors.addAll(NetworkTensors.parameters(state.slots().vector(slot), "/" + slot));
            }
        }
        tensors.addAll(NetworkTensors.averages(state.network()));
        return tensors;
    }
}
