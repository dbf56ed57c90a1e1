package io.descent.inference.model.internal;

import io.descent.api.Plugin;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a model: {@code model.json} and {@code weights.safetensors} in one folder. */
public final class ModelFile {
    private static final System.Logger LOG = System.getLogger(ModelFile.class.getName());
    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final int FORMAT = 1;
    private static final int LONGEST_DESCRIPTION = 1 << 28;

    private ModelFile() {}

    /** The files of a saved model, relative to its folder. */
    public static List<String> files() {
        return List.of(WEIGHTS, DESCRIPTION);
    }

    /**
     * Writes a model. Logs a warning for each activation that other programs could not load.
     *
     * @param folder created if it does not exist
     * @param notes origins of the plugins used in training; those needed for predicting are added
     */
    public static void save(ModelParts model, Path folder, List<PluginNote> notes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        Network network = model.network();
        Schema schema = model.schema();
        Safetensors.write(folder.resolve(WEIGHTS), NetworkTensors.forPrediction(network));
        UsedPlugins used =
                new UsedPlugins(network.layers().stream().map(Layer::activation).toList());
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("format", FORMAT);
        description.put("precision", network.precision().toString());
        description.put("task", schema.task().name().toLowerCase(Locale.ROOT));
        description.put("label", schema.label());
        description.put("classes", schema.classes());
        description.put("features", schema.features());
        if (schema.image() != null) {
            description.put("image", schema.image().toString());
        }
        Scaling[] scalings = model.encoding().scalings();
        description.put(
                "mean",
                Arrays.stream(scalings)
                        .map(s -> s instanceof Scaling.Standardize standardize ? standardize.mean() : 0)
                        .toList());
        description.put(
                "deviation",
                Arrays.stream(scalings)
                        .map(s -> s instanceof Scaling.Standardize standardize ? standardize.deviation() : 1)
                        .toList());
        description.put("loss", model.loss());
        if (model.predictedOutput() != 0) {
            description.put("predicted-output", model.predictedOutput());
        }
        description.put(
                "layers", network.layers().stream().map(RecordWriter::map).toList());
        Map<String, PluginNote> all = new LinkedHashMap<>();
        used.notes().forEach(note -> all.put(note.kind() + " " + note.name(), note));
        notes.forEach(note -> all.putIfAbsent(note.kind() + " " + note.name(), note));
        description.put("plugins", all.values().stream().map(RecordWriter::map).toList());
        OutputFile.write(folder.resolve(DESCRIPTION), Json.pretty(description));
        for (Plugin plugin : used.all()) {
            String problem = problem(plugin);
            if (problem != null) {
                LOG.log(System.Logger.Level.WARNING, problem);
            }
        }
    }

    /** Why other programs could not load a model with this plugin; null if they can. */
    private static @Nullable String problem(Plugin plugin) {
        if (PluginRegistry.isRegistered(plugin.getClass())) {
            return null;
        }
        String kind = PluginInfo.kindOf(plugin.getClass()).getName();
        return ("the model was saved, but other programs cannot load it: %s is not registered as a service."
                        + " Add its class name, %s, to the file META-INF/services/%s in its jar")
                .formatted(PluginFailure.name(plugin), plugin.getClass().getName(), kind);
    }

    /**
     * Reads a model.
     *
     * @param folder contains the model, or is a run folder that contains a folder {@code model}
     * @param registry provides the activations
     * @throws InvalidInputException if the folder contains no model, the model is damaged, or a plugin is missing
     */
    public static ModelParts load(Path folder, PluginRegistry registry) {
        Path inner = folder.resolve("model");
        Path place = Files.isDirectory(inner) ? inner : folder;
        Path file = place.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    folder + ": contains no model; expected a run folder, or a folder with " + DESCRIPTION);
        }
        ModelDescription found = describe(file, registry);
        Path weights = place.resolve(WEIGHTS);
        requireBytes(weights, found);
        Network network = new Network(found.features().size(), found.layers(), found.precision());
        List<Safetensors.Entry> tensors = NetworkTensors.forPrediction(network);
        Safetensors.read(weights, tensors);
        for (Safetensors.Entry entry : tensors) {
            if (entry.tensor().firstNonFinite() >= 0) {
                throw new InvalidInputException(
                        "%s: %s contains a number that is not finite".formatted(weights, entry.name()));
            }
        }
        try {
            InputEncoding encoding =
                    InputEncoding.standardized(found.features(), array(found.mean()), array(found.deviation()));
            Schema schema =
                    new Schema(found.features(), List.of(found.label()), found.task(), found.classes(), found.image());
            List<Scaling> targets = schema.task() == Task.REGRESSION ? List.of(new Scaling.None()) : List.of();
            return new ModelParts(schema, encoding, targets, network, loss(found.loss()), found.predictedOutput());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    private static Object loss(Node node) {
        boolean isName = node instanceof Node.Text text && !text.isNull();
        if (!isName
                && !(node instanceof Node.Section section && section.entries().size() == 1)) {
            throw new IllegalArgumentException(
                    "loss is %s; expected a name, or a name with its hyperparameters".formatted(node.compact()));
        }
        return node.content();
    }

    private static ModelDescription describe(Path file, PluginRegistry registry) {
        try {
            return RecordReader.json(file, ModelDescription.class, LONGEST_DESCRIPTION, registry);
        } catch (InvalidInputException e) {
            throw PluginNote.explain(file, e);
        }
    }

    /** Checks the size of the weights file against the layer widths before any memory is allocated. */
    private static void requireBytes(Path weights, ModelDescription found) {
        double numbers = 0;
        int inputs = found.features().size();
        for (Layer layer : found.layers()) {
            numbers += (inputs + (layer.batchNorm() == null ? 1.0 : 4.0)) * layer.units();
            inputs = layer.units();
        }
        try {
            if (Files.size(weights) < numbers * found.precision().bytes()) {
                throw new InvalidInputException("%s: has %d bytes, too few for the %.0f parameters described in %s"
                        .formatted(weights, Files.size(weights), numbers, DESCRIPTION));
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(weights + ": file not found", e);
        } catch (IOException e) {
            throw new InvalidInputException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
