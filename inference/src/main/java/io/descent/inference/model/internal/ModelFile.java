package io.descent.inference.model.internal;

import io.descent.api.Plugin;
import io.descent.inference.config.internal.Node;
import io.descent.inference.config.internal.RecordReader;
import io.descent.inference.config.internal.RecordWriter;
import io.descent.inference.file.internal.FolderFiles;
import io.descent.inference.file.internal.FolderLock;
import io.descent.inference.file.internal.Folders;
import io.descent.inference.file.internal.Json;
import io.descent.inference.file.internal.Manifest;
import io.descent.inference.file.internal.OutputFile;
import io.descent.inference.file.internal.Replacement;
import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.NetworkTensors;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.plugin.internal.PluginInfo;
import io.descent.inference.plugin.internal.PluginNote;
import io.descent.inference.plugin.internal.PluginRegistry;
import io.descent.inference.plugin.internal.UsedPlugins;
import io.descent.inference.problem.InvalidInputException;
import io.descent.inference.spec.ImageShape;
import io.descent.inference.spec.InputLayer;
import io.descent.inference.spec.Schema;
import io.descent.inference.spec.Task;
import io.descent.inference.table.internal.InputEncoding;
import io.descent.inference.table.internal.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of a model in one folder: {@code model.json}, {@code weights.safetensors}, {@code calibration.json} if there
 * is a calibration, and their manifest. The folder of an average contains {@code model.json}, its calibration, a manifest,
 * and the folder of an ordinary model for each member: {@code 1}, {@code 2}, ...
 */
public final class ModelFile {
    private static final System.Logger LOG = System.getLogger(ModelFile.class.getName());
    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    /** The key that only an average has. */
    private static final String AVERAGE = "average";

    private static final int FORMAT = 2;
    private static final int LONGEST_DESCRIPTION = 1 << 28;
    private static final Pattern FILE = Pattern.compile("(?:[1-9]\\d{0,3}/)?(?:%s)"
            .formatted(files().stream().map(Pattern::quote).collect(Collectors.joining("|"))));

    private ModelFile() {}

    /** The files that a saved model that is not an average may have, relative to its folder. */
    public static List<String> files() {
        return List.of(WEIGHTS, DESCRIPTION, CalibrationFile.NAME, Manifest.FILE);
    }

    /** Whether a path, relative to the folder of a model, is that of one of its files, or of a file of a member. */
    public static boolean isFile(String name) {
        return FILE.matcher(name).matches();
    }

    /** The files of a model and its members that are in a folder, relative to it, with {@code /}. */
    public static List<String> files(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path path : Folders.list(folder)) {
            String name = path.getFileName().toString();
            if (Files.isDirectory(path)) {
                for (Path inner : Folders.list(path)) {
                    found.add(name + "/" + inner.getFileName());
                }
            } else {
                found.add(name);
            }
        }
        found.removeIf(name -> !isFile(name));
        return found;
    }

    /**
     * Compares the files of a model and its members with their manifests.
     *
     * @throws InvalidInputException if a manifest is missing or damaged, or any file is missing or has changed
     */
    public static void verify(Path folder) {
        for (String name : Manifest.verify(folder, "model").files()) {
            Path file = folder.resolve(name);
            if (file.endsWith(Manifest.FILE)) {
                Manifest.verify(Objects.requireNonNull(file.getParent()), "model");
            }
        }
    }

    /**
     * Writes a model. A model that is in the folder already is replaced at once. Logs a warning for each activation that other programs could not load.
     *
     * @param folder created if it does not exist
     * @param notes origins of the plugins used in training; those needed for predicting are added
     */
    public static void save(ModelParts model, Path folder, List<PluginNote> notes) {
        UsedPlugins used = used(model);
        Folders.create(folder);
        FolderLock lock = FolderLock.take(folder);
        try (lock) {
            Replacement.complete(folder);
            List<String> former = files(folder);
            if (former.isEmpty()) {
                write(model, folder, used, notes);
            } else {
                Path next = Replacement.prepare(folder, ModelFile::isFile);
                write(model, next, used, notes);
                List<String> install = files(next);
                former.removeAll(install);
                Replacement.commit(folder, install, former);
            }
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        for (Plugin plugin : used.all()) {
            String problem = problem(plugin);
            if (problem != null) {
                LOG.log(System.Logger.Level.WARNING, problem);
            }
        }
    }

    private static UsedPlugins used(ModelParts model) {
        return new UsedPlugins(
                model.network().layers().stream().map(Layer::activation).toList());
    }

    private static void write(ModelParts model, Path folder, UsedPlugins used, List<PluginNote> notes)
            throws IOException {
        FolderFiles files = new FolderFiles(folder);
        if (!model.members().isEmpty()) {
            for (int i = 0; i < model.members().size(); i++) {
                String name = member(i);
                if (!Files.isDirectory(folder.resolve(name))) {
                    Folders.createNew(folder.resolve(name));
                }
                write(
                        model.members().get(i),
                        folder.resolve(name),
                        used(model.members().get(i)),
                        notes);
                files.add(name + "/" + Manifest.FILE);
            }
            files.write(DESCRIPTION, OutputFile.text(Json.pretty(average(model, used, notes))));
            writeCalibration(model, files);
            files.complete();
            return;
        }
        files.write(WEIGHTS, Safetensors.content(NetworkTensors.forPrediction(model.network())));
        files.write(DESCRIPTION, OutputFile.text(Json.pretty(description(model, used, notes))));
        writeCalibration(model, files);
        files.complete();
    }

    private static void writeCalibration(ModelParts model, FolderFiles files) {
        if (!model.calibration().isNone()) {
            files.write(
                    CalibrationFile.NAME, OutputFile.text(CalibrationFile.text(model.calibration(), model.schema())));
        }
    }

    /** The folder of a member, counted from 0. */
    private static String member(int index) {
        return Integer.toString(index + 1);
    }

    private static Map<String, Object> average(ModelParts model, UsedPlugins used, List<PluginNote> notes) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("format", FORMAT);
        description.put(AVERAGE, model.members().size());
        putMeaning(model, description);
        putPlugins(used, notes, description);
        return description;
    }

    /** The meaning of features and label. */
    private static void putMeaning(ModelParts model, Map<String, Object> description) {
        Schema schema = model.schema();
        description.put("task", schema.task().name().toLowerCase(Locale.ROOT));
        description.put("labels", schema.labels());
        description.put("classes", schema.classes());
        if (schema.image() != null) {
            description.put("image", schema.image().toString());
        }
        description.put("missing", model.encoding().missing().stream().sorted().toList());
        description.put("columns", new Json.Lines(columns(model.encoding())));
        description.put("targets", targets(model.targets()));
    }

    private static void putPlugins(UsedPlugins used, List<PluginNote> notes, Map<String, Object> description) {
        Map<String, PluginNote> all = new LinkedHashMap<>();
        used.notes().forEach(note -> all.put(note.kind() + " " + note.name(), note));
        notes.forEach(note -> all.putIfAbsent(note.kind() + " " + note.name(), note));
        description.put("plugins", all.values().stream().map(RecordWriter::map).toList());
    }

    private static Map<String, Object> description(ModelParts model, UsedPlugins used, List<PluginNote> notes) {
        Network network = model.network();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("format", FORMAT);
        description.put("precision", network.precision().toString());
        putMeaning(model, description);
        description.put("loss", model.loss());
        if (model.predictedOutput() != 0) {
            description.put("predicted-output", model.predictedOutput());
        }
        InputParts parts = network.parts();
        if (parts != null) {
            description.put("input", RecordWriter.map(parts.spec()));
        }
        description.put(
                "layers", network.layers().stream().map(RecordWriter::map).toList());
        putPlugins(used, notes, description);
        return description;
    }

    /** The columns of a model, each as in files: name, kind, format and encoder. */
    public static List<Map<String, Object>> columns(InputEncoding encoding) {
        return encoding.columns().stream().map(ColumnFile::write).toList();
    }

    /** The scaling of each label with values, as in files. */
    public static List<Object> targets(List<Scaling> targets) {
        return targets.stream().map(ColumnFile::write).toList();
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
        return Replacement.read(folder, () -> read(folder, registry));
    }

    private static ModelParts read(Path folder, PluginRegistry registry) {
        Path inner = folder.resolve("model");
        Path place = Files.isDirectory(inner) ? inner : folder;
        Path file = place.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            throw new InvalidInputException(
                    folder + ": contains no model; expected a finished run, or a folder with " + DESCRIPTION);
        }
        Manifest manifest = Manifest.verify(place, "model");
        Node root = root(file);
        return root instanceof Node.Section section
                        && section.entries().stream().anyMatch(entry -> entry.is(AVERAGE))
                ? readAverage(place, manifest, file, root, registry)
                : readSingle(place, manifest, file, root, registry);
    }

    private static ModelParts readAverage(
            Path place, Manifest manifest, Path file, Node root, PluginRegistry registry) {
        AverageDescription found = describe(file, root, AverageDescription.class, registry);
        List<ModelParts> members = new ArrayList<>();
        for (int i = 0; i < found.average(); i++) {
            Path inner = place.resolve(member(i));
            Path description = inner.resolve(DESCRIPTION);
            members.add(readSingle(inner, Manifest.verify(inner, "model"), description, root(description), registry));
        }
        ColumnFile columns = new ColumnFile(file, registry);
        InputEncoding encoding = encoding(file, columns, found.columns(), found.missing());
        try {
            Schema schema = schema(found.columns(), found.labels(), found.task(), found.classes(), found.image());
            return ModelParts.average(
                            schema,
                            encoding,
                            found.targets().stream().map(columns::scaling).toList(),
                            members)
                    .withCalibration(calibration(place, manifest, schema, members.size(), registry));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    /** The calibration; a file that the manifest does not list is left from another model. */
    private static Calibration calibration(
            Path place, Manifest manifest, Schema schema, int members, PluginRegistry registry) {
        return manifest.files().contains(CalibrationFile.NAME)
                ? CalibrationFile.read(place.resolve(CalibrationFile.NAME), schema, members, registry)
                : Calibration.NONE;
    }

    private static InputEncoding encoding(
            Path file, ColumnFile columns, List<ColumnDescription> descriptions, List<String> missing) {
        try {
            return new InputEncoding(descriptions.stream().map(columns::column).toList(), new HashSet<>(missing));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidInputException(file + ": columns: " + e.getMessage(), e);
        }
    }

    private static Schema schema(
            List<ColumnDescription> columns,
            List<String> labels,
            Task task,
            List<String> classes,
            @Nullable ImageShape image) {
        return new Schema(columns.stream().map(ColumnDescription::name).toList(), labels, task, classes, image);
    }

    private static ModelParts readSingle(Path place, Manifest manifest, Path file, Node root, PluginRegistry registry) {
        ModelDescription found = describe(file, root, ModelDescription.class, registry);
        ColumnFile columns = new ColumnFile(file, registry);
        Path weights = place.resolve(WEIGHTS);
        InputEncoding encoding = encoding(file, columns, found.columns(), found.missing());
        InputParts parts = parts(found, encoding);
        requireBytes(weights, Network.size(encoding.shape(), parts, found.layers()), found);
        Network network = new Network(encoding.shape(), parts, found.layers(), found.precision());
        List<Safetensors.Entry> tensors = NetworkTensors.forPrediction(network);
        Safetensors.read(weights, tensors);
        for (Safetensors.Entry entry : tensors) {
            if (entry.tensor().firstNonFinite() >= 0) {
                throw new InvalidInputException(
                        "%s: %s contains a number that is not finite".formatted(weights, entry.name()));
            }
        }
        try {
            Schema schema = schema(found.columns(), found.labels(), found.task(), found.classes(), found.image());
            List<Scaling> targets =
                    found.targets().stream().map(columns::scaling).toList();
            return new ModelParts(schema, encoding, targets, network, loss(found.loss()), found.predictedOutput())
                    .withCalibration(calibration(place, manifest, schema, 0, registry));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable InputParts parts(ModelDescription found, InputEncoding encoding) {
        InputLayer input = found.input();
        return input == null
                ? null
                : new InputParts(encoding.shape(), input, input.periodic() == null ? List.of() : encoding.numbers());
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

    private static Node root(Path file) {
        Node root = RecordReader.json(file, LONGEST_DESCRIPTION);
        if (root instanceof Node.Section section
                && section.entries().stream()
                        .anyMatch(entry ->
                                entry.is("format") && entry.value().compact().equals("1"))) {
            throw new InvalidInputException(
                    file + ": was written by an older version of Descent, whose models had no columns of words;"
                            + " train the model again");
        }
        return root;
    }

    private static <R extends Record> R describe(Path file, Node root, Class<R> type, PluginRegistry registry) {
        try {
            return RecordReader.json(file, root, type, registry);
        } catch (InvalidInputException e) {
            throw PluginNote.explain(file, e);
        }
    }

    /** Checks the size of the weights file against the layer widths before any memory is allocated. */
    private static void requireBytes(Path weights, int parameters, ModelDescription found) {
        double numbers = parameters;
        for (Layer layer : found.layers()) {
            numbers += layer.batchNorm() == null ? 0 : 2.0 * layer.units();
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
}
