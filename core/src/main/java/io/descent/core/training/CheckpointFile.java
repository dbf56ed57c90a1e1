package io.descent.core.training;

import io.descent.api.Optimizer;
import io.descent.core.data.DataDigest;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.FolderFiles;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.plugin.internal.HyperparameterInfo;
import io.descent.inference.plugin.internal.PluginName;
import io.descent.inference.plugin.internal.PluginRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link TrainingState} to {@code state.json} and {@code state.safetensors} in a folder, with a manifest, and
 * reads it back. The checkpoint of several networks has such a folder for each. The folder appears when it is complete.
 */
final class CheckpointFile {
    private static final String DESCRIPTION = "state.json";
    private static final String TENSORS = "state.safetensors";
    private static final int FORMAT = 2;
    private static final int LONGEST = 1 << 20;
    /** The name of a checkpoint that is being written ends with it. */
    private static final String ASIDE = ".part";

    private CheckpointFile() {}

    /** The files of the checkpoint of one network, relative to its folder. */
    static List<String> names() {
        return List.of(TENSORS, DESCRIPTION, Manifest.FILE);
    }

    /**
     * What is saved of one network.
     *
     * @param order what decides the order of examples and the mini-batches of an epoch, as text
     * @param seconds time spent on the training
     */
    record Saved(TrainingState state, Optimizer optimizer, DataDigest data, String order, double seconds) {}

    static void save(Path folder, Saved saved) {
        save(folder, aside -> write(aside, saved));
    }

    /** Saves the states of several networks that are trained together, each in a folder of its own: 1, 2, ... */
    static void save(Path folder, List<Saved> members) {
        save(folder, aside -> {
            FolderFiles files = new FolderFiles(aside);
            for (int i = 0; i < members.size(); i++) {
                Folders.createNew(aside.resolve(member(i)));
                write(aside.resolve(member(i)), members.get(i));
                files.add(member(i) + "/" + Manifest.FILE);
            }
            files.complete();
        });
    }

    private static String member(int index) {
        return Integer.toString(index + 1);
    }

    /** Writes files into a folder. */
    private interface Content {
        void write(Path folder) throws IOException;
    }

    private static void save(Path folder, Content content) {
        Path aside = folder.resolveSibling(folder.getFileName() + ASIDE);
        try {
            Folders.delete(aside);
            Folders.createNew(aside);
            content.write(aside);
            Folders.delete(folder);
            Folders.move(aside, folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
    }

    private static void write(Path folder, Saved saved) {
        TrainingState state = saved.state();
        boolean withSlots = !state.slotsAreBroken();
        List<Safetensors.Entry> tensors = tensors(state, withSlots, true);
        BestEpoch best = state.best();
        int bestEpoch = best == null ? 0 : best.epoch();
        if (best != null && bestEpoch > 0) {
            tensors.addAll(best.entries());
        }
        CheckpointDescription description = new CheckpointDescription(
                FORMAT,
                state.history().size(),
                state.step(),
                state.epochSteps(),
                state.epochCost(),
                state.layers(),
                saved.order(),
                saved.data(),
                finite(state.batchCost()),
                finite(state.learningRate()),
                saved.seconds(),
                state.network().precision(),
                saved.optimizer(),
                withSlots,
                state.slotsSince(),
                state.biasedCost().get(0, 0),
                bestEpoch);
        FolderFiles files = new FolderFiles(folder);
        files.write(TENSORS, Safetensors.content(tensors));
        files.write(DESCRIPTION, OutputFile.text(Json.pretty(RecordWriter.map(description))));
        files.complete();
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    static Checkpoint read(Path folder, IntFunction<List<EpochReport>> reports, PluginRegistry registry) {
        List<Checkpoint> members = new ArrayList<>();
        for (Path inner : verify(folder)) {
            List<EpochReport> history =
                    members.isEmpty() ? null : members.get(0).history();
            members.add(readOne(inner, history == null ? reports : epochs -> history, registry));
        }
        return members.isEmpty() ? readOne(folder, reports, registry) : Checkpoint.of(members);
    }

    /** Compares the files with their manifests; returns the folders of several networks. */
    static List<Path> verify(Path folder) {
        List<Path> members = new ArrayList<>();
        for (String name : Manifest.verify(folder, "checkpoint").files()) {
            Path inner = folder.resolve(name).getParent();
            if (inner != null && !inner.equals(folder)) {
                Manifest.verify(inner, "checkpoint");
                members.add(inner);
            }
        }
        return members;
    }

    private static Checkpoint readOne(Path folder, IntFunction<List<EpochReport>> reports, PluginRegistry registry) {
        CheckpointDescription description =
                RecordReader.json(folder.resolve(DESCRIPTION), CheckpointDescription.class, LONGEST, registry);
        return new Checkpoint(description, folder.resolve(TENSORS), reports.apply(description.epoch()));
    }

    /**
     * Replaces a state by that of a checkpoint. If the checkpoint is of another optimizer, the slots stay zero. If its
     * epochs had another order of examples or other mini-batches, an epoch that is not completed begins anew.
     *
     * @param order what decides the order of examples and the mini-batches of an epoch, as text
     */
    static void restore(Checkpoint checkpoint, TrainingState state, Optimizer optimizer, String order) {
        CheckpointDescription from = checkpoint.description();
        boolean withSlots = from.slots() && hasSameSlots(from.optimizer(), optimizer);
        checkpoint.history().forEach(state.history()::add);
        boolean isSame = from.order().equals(order); // and so the shards
        List<Safetensors.Entry> tensors = tensors(state, withSlots, isSame);
        BestEpoch best = state.best();
        if (best != null && from.bestEpoch() > 0 && best.resume(state.history(), from.bestEpoch())) {
            tensors.addAll(best.entries());
        }
        Safetensors.read(checkpoint.tensors(), tensors);
        state.biasedCost().fill(from.smoothedCost());
        state.resume(
                from.step(),
                withSlots ? from.slotsSince() : from.step(),
                orNan(from.batchCost()),
                orNan(from.learningRate()));
        if (withSlots && !isSame) {
            state.shareSlots();
        }
        if (isSame) {
            state.resumeEpoch(from.epochSteps(), from.epochCost(), from.layers());
        }
    }

    private static double orNan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Whether two optimizers have the same name and wrap optimizers of the same names, so that slots mean the same. */
    private static boolean hasSameSlots(Optimizer one, Optimizer other) {
        return names(one).equals(names(other)) && one.slots().equals(other.slots());
    }

    private static List<String> names(Optimizer optimizer) {
        List<String> names = new ArrayList<>(List.of(PluginName.of(optimizer)));
        for (HyperparameterInfo info : HyperparameterInfo.of(((Record) optimizer).getClass(), optimizer)) {
            if (info.value() instanceof Optimizer inner) {
                names.addAll(names(inner));
            }
        }
        return names;
    }

    private static List<Safetensors.Entry> tensors(TrainingState state, boolean withSlots, boolean withShards) {
        List<Safetensors.Entry> tensors =
                NetworkTensors.parameters(state.network().parameters(), "");
        if (withSlots) {
            for (String slot : state.slots().names()) {
                tensors.addAll(NetworkTensors.parameters(state.slots().vector(slot), "/" + slot));
                for (int s = 0; withShards && s < state.shardSlots().size(); s++) {
                    tensors.addAll(NetworkTensors.parameters(
                            state.shardSlots().get(s).vector(slot), "/%s/shard-%d".formatted(slot, s + 1)));
                }
            }
        }
        tensors.addAll(NetworkTensors.averages(state.network()));
        return tensors;
    }
}
