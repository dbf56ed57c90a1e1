package io.descent.core.model;

import io.descent.core.data.DataSet;
import io.descent.core.data.Normalization;
import io.descent.core.data.Schema;
import io.descent.core.experiment.ExperimentFile;
import io.descent.core.experiment.ExperimentWriter;
import io.descent.core.file.Json;
import io.descent.core.file.OutputFile;
import io.descent.core.file.Safetensors;
import io.descent.core.metrics.Evaluation;
import io.descent.core.metrics.Evaluator;
import io.descent.core.network.Criterion;
import io.descent.core.network.LayerSpec;
import io.descent.core.network.Loss;
import io.descent.core.network.Network;
import io.descent.core.network.ParameterLayout;
import io.descent.core.network.RunningStatistics;
import io.descent.core.plugin.PluginNote;
import io.descent.core.plugin.UsedPlugins;
import io.descent.core.problem.InvalidInputException;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Engine;
import io.descent.core.tensor.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A trained network with the meaning of its inputs and outputs. */
public final class Model {
    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final int FORMAT = 1;
    private static final int LONGEST_DESCRIPTION = 1 << 28;

    private final Schema schema;
    private final Normalization normalization;
    private final Network network;
    private final Criterion criterion;

    /**
     * A model of its parts.
     *
     * @param normalization what is done to raw features before they enter the network
     * @throws InvalidInputException if network, loss and schema do not fit
     */
    public Model(Schema schema, Normalization normalization, Network network, Loss loss) {
        int outputs = loss.outputs(schema);
        if (network.inputs() != schema.features().size() || network.outputs() != outputs) {
            throw new InvalidInputException(
                    "a network of %d inputs and %d outputs does not fit %d features and %d outputs"
                            .formatted(
                                    network.inputs(),
                                    network.outputs(),
                                    schema.features().size(),
                                    outputs));
        }
        this.schema = schema;
        this.normalization = normalization;
        this.network = network;
        List<LayerSpec> layers = network.layers();
        this.criterion = new Criterion(loss, layers.get(layers.size() - 1).activation(), outputs);
    }

    /** The meaning of features and label. */
    public Schema schema() {
        return schema;
    }

    /** What is done to raw features before they enter the network. */
    public Normalization normalization() {
        return normalization;
    }

    /** What the network was trained with. */
    public Loss loss() {
        return criterion.loss();
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** The metrics of examples that are not normalised. */
    public Evaluation evaluate(DataSet data) {
        return evaluate(data, Engine.plain());
    }

    /** The metrics of examples that are not normalised, computed by an engine. */
    public Evaluation evaluate(DataSet data, Engine engine) {
        return new Evaluator(network, criterion, normalization, engine).evaluate(data);
    }

    /**
     * Predicts examples that are not normalised.
     *
     * @param listener is told the outputs of every example
     * @param engine computes
     */
    public void predict(DataSet data, Evaluator.OutputListener listener, Engine engine) {
        new Evaluator(network, criterion, normalization, engine).run(data, listener);
    }

    /**
     * Predicts one example; for many, a {@link Predictor} is faster.
     *
     * @param features in the order of {@link Schema#features}, not normalised
     * @return for regression the value; for classes the probability of each
     * @throws InvalidInputException if the number of features differs, or one is not finite
     */
    public double[] predict(double... features) {
        return new Predictor(this, new Scalar()).predict(features);
    }

    /** The outputs of one example as one number a class; for regression the value. */
    public double[] probabilities(ArrayTensor outputs) {
        if (schema.classes().size() == 2 && outputs.columns() == 1) {
            return new double[] {1 - outputs.get(0, 0), outputs.get(0, 0)};
        }
        double[] values = new double[outputs.columns()];
        Arrays.setAll(values, j -> outputs.get(0, j));
        return values;
    }

    /** Writes {@code model.json} and {@code weights.safetensors} into a folder, which is made if it is not there. */
    public void save(Path folder) {
        save(folder, List.of());
    }

    /**
     * Writes the same.
     *
     * @param trainedWith records whose plugins are to be noted beside those that predicting needs, for instance an experiment
     */
    public void save(Path folder, List<? extends Record> trainedWith) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw OutputFile.problem(folder, e);
        }
        Safetensors.write(folder.resolve(WEIGHTS), tensors(network));
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("format", FORMAT);
        description.put("precision", network.precision().toString());
        description.put("task", schema.task().name().toLowerCase(Locale.ROOT));
        description.put("label", schema.label());
        description.put("classes", schema.classes());
        description.put("features", schema.features());
        description.put("mean", normalization.mean());
        description.put("deviation", normalization.deviation());
        description.put("loss", criterion.loss().name());
        description.put("layers", network.layers().stream().map(Model::describe).toList());
        description.put(
                "plugins",
                new UsedPlugins(
                                criterion.loss(),
                                network.layers().stream()
                                        .map(LayerSpec::activation)
                                        .toList(),
                                trainedWith)
                        .notes().stream().map(ExperimentWriter::map).toList());
        OutputFile.write(folder.resolve(DESCRIPTION), Json.pretty(description));
    }

    private static Map<String, Object> describe(LayerSpec layer) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("units", layer.units());
        description.put("activation", ExperimentWriter.plugin(layer.activation()));
        if (layer.batchNorm() != null) {
            description.put("batch-norm", ExperimentWriter.map(layer.batchNorm()));
        }
        return description;
    }

    /** What predicting needs of a network, as a file has it: parameters and running statistics; changing them changes it. */
    public static List<Safetensors.Entry> tensors(Network network) {
        List<Safetensors.Entry> tensors = new ArrayList<>();
        for (ParameterLayout.Entry entry : network.parameters().layout().entries()) {
            tensors.add(new Safetensors.Entry(
                    entry.name(), !entry.isWeight(), network.parameters().tensor(tensors.size())));
        }
        for (int i = 0; i < network.layers().size(); i++) {
            if (network.layers().get(i).batchNorm() != null) {
                RunningStatistics statistics = network.statistics(i);
                String prefix = "batch-norm-" + (i + 1) + ".running-";
                tensors.add(new Safetensors.Entry(prefix + "mean", true, statistics.mean()));
                tensors.add(new Safetensors.Entry(prefix + "variance", true, statistics.variance()));
            }
        }
        return tensors;
    }

    /** The files of a saved model, relative to its folder. */
    public static List<String> files() {
        return List.of(WEIGHTS, DESCRIPTION);
    }

    /**
     * Reads a model.
     *
     * @param folder holds the model, or is a run folder with the folder {@code model} in it
     * @param reader knows the plugins
     * @throws InvalidInputException if there is none, or it is damaged, or a plugin is missing
     */
    public static Model load(Path folder, ExperimentFile reader) {
        Path inner = folder.resolve("model");
        Path place = Files.isDirectory(inner) ? inner : folder;
        if (!Files.exists(place.resolve(DESCRIPTION))) {
            throw new InvalidInputException(
                    folder + ": holds no model; expected a run folder, or a folder with " + DESCRIPTION);
        }
        ModelDescription found = describe(place.resolve(DESCRIPTION), reader);
        List<LayerSpec> layers = found.layers().stream()
                .map(layer -> new LayerSpec(
                        layer.units(), layer.activation(), (w, fan, random) -> {}, layer.batchNorm(), List.of()))
                .toList();
        requireBytes(place.resolve(WEIGHTS), found);
        Network network = new Network(found.features().size(), layers, found.precision());
        List<Safetensors.Entry> tensors = tensors(network);
        Safetensors.read(place.resolve(WEIGHTS), tensors);
        for (Safetensors.Entry entry : tensors) {
            if (entry.tensor().firstNonFinite() >= 0) {
                throw new InvalidInputException(
                        "%s: %s holds a number that is not finite".formatted(place.resolve(WEIGHTS), entry.name()));
            }
        }
        try {
            Normalization normalization = new Normalization(array(found.mean()), array(found.deviation()));
            Schema schema = new Schema(found.features(), found.label(), found.task(), found.classes());
            return new Model(schema, normalization, network, found.loss());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(place.resolve(DESCRIPTION) + ": " + e.getMessage(), e);
        }
    }

    private static ModelDescription describe(Path file, ExperimentFile reader) {
        try {
            return reader.readRecord(file, ModelDescription.class, LONGEST_DESCRIPTION);
        } catch (InvalidInputException e) {
            throw PluginNote.explain(file, e);
        }
    }

    /** Compares the announced widths with the size of the file before any memory is taken. */
    private static void requireBytes(Path weights, ModelDescription found) {
        double numbers = 0;
        int inputs = found.features().size();
        for (ModelDescription.Layer layer : found.layers()) {
            numbers += (inputs + (layer.batchNorm() == null ? 1.0 : 4.0)) * layer.units();
            inputs = layer.units();
        }
        try {
            if (Files.size(weights) < numbers * found.precision().bytes()) {
                throw new InvalidInputException("%s: has %d bytes, too few for the %.0f parameters that %s announces"
                        .formatted(weights, Files.size(weights), numbers, DESCRIPTION));
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(weights + ": there is no such file", e);
        } catch (IOException e) {
            throw new InvalidInputException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
