package io.descent.core.network.internal;

import io.descent.api.ActivationMask;
import io.descent.api.Fan;
import io.descent.api.Initializer;
import io.descent.api.Regularizer;
import io.descent.api.WeightConstraint;
import io.descent.api.WeightMask;
import io.descent.api.WeightPenalty;
import io.descent.core.data.Examples;
import io.descent.core.network.LayerSpec;
import io.descent.core.random.PortableRandom;
import io.descent.core.random.RandomStreams;
import io.descent.inference.network.internal.ForwardPass;
import io.descent.inference.network.internal.InputParts;
import io.descent.inference.network.internal.InputShape;
import io.descent.inference.network.internal.Layer;
import io.descent.inference.network.internal.Network;
import io.descent.inference.network.internal.ParameterLayout;
import io.descent.inference.network.internal.ParameterVector;
import io.descent.inference.plugin.internal.Lent;
import io.descent.inference.plugin.internal.PluginFailure;
import io.descent.inference.spec.Periodic;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import io.descent.inference.tensor.internal.Engine;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A network plus what only training needs: initializers, penalties, masks and constraints. */
public final class TrainableNetwork {
    private static final int MOST_EXAMPLES = 1024;

    private static final int WEIGHTS_TO_EXAMPLES = 1;
    private static final int BIASES = 2;
    private static final int BIASES_TO_EXAMPLES = 3;

    private final List<LayerSpec> layers;
    private final Network network;

    /**
     * Creates a network whose parameters are all zero.
     *
     * @param inputs number of inputs, all of them dense
     * @param layers the hidden layers, then the output layer, each with all its regularizers
     */
    public TrainableNetwork(int inputs, List<LayerSpec> layers, Precision precision) {
        this(new InputShape(inputs), layers, precision);
    }

    /**
     * Creates a network whose parameters are all zero.
     *
     * @param layers the hidden layers, then the output layer, each with all its regularizers
     */
    public TrainableNetwork(InputShape inputs, List<LayerSpec> layers, Precision precision) {
        this(inputs, null, layers, precision);
    }

    /**
     * Creates a network whose parameters are all zero.
     *
     * @param parts the trainable input layer; null for none
     * @param layers the hidden layers, then the output layer, each with all its regularizers
     */
    public TrainableNetwork(
            InputShape inputs, @Nullable InputParts parts, List<LayerSpec> layers, Precision precision) {
        this.layers = List.copyOf(layers);
        this.network = new Network(
                inputs,
                parts,
                layers.stream()
                        .map(layer ->
                                new Layer(layer.units(), layer.activation(), layer.batchNorm(), layer.parametric()))
                        .toList(),
                precision);
    }

    /** The part of the network that predicting needs. */
    public Network network() {
        return network;
    }

    /** Weights, biases, and gamma and beta of batch norm. Changing them changes the network. */
    public ParameterVector parameters() {
        return network.parameters();
    }

    /** The hidden layers, then the output layer. */
    public List<LayerSpec> layers() {
        return layers;
    }

    /**
     * Initialises weights and biases of every layer, sets gamma of batch norm to one and the rest to zero. Then it
     * adapts the parameters of layers whose initializers need examples, layer by layer from the first: weights while
     * biases are zero, then biases.
     *
     * @param train the training set; its first 1,024 examples are used
     * @param engine runs the computation
     */
    public void initialize(RandomStreams streams, Examples train, Engine engine) {
        fillWeights(streams);
        int last = -1;
        for (int i = 0; i < layers.size(); i++) {
            last = adaptsWeights(i) || adaptsBiases(i) ? i : last;
        }
        if (last >= 0) {
            adapt(streams, train, engine, last);
        }
        fillBiases(streams, last + 1);
    }

    /** Fills the biases of all layers up to the last, and adapts weights and biases. */
    private void adapt(RandomStreams streams, Examples train, Engine engine, int last) {
        IntFunction<? extends RandomGenerator> forWeights = streams.initialization(WEIGHTS_TO_EXAMPLES);
        IntFunction<? extends RandomGenerator> forBiases = streams.initialization(BIASES_TO_EXAMPLES);
        IntFunction<? extends RandomGenerator> biases = streams.initialization(BIASES);
        ForwardPass pass = new ForwardPass(network, Math.min(MOST_EXAMPLES, train.size()), engine);
        pass.load(train, IntStream.range(0, pass.rows()).toArray(), 0);
        ArrayTensor input = pass.runInputs();
        for (int i = 0; i <= last; i++) {
            pass.run(i, input, true);
            LayerSpec layer = layers.get(i);
            ParameterLayout layout = parameters().layout();
            ArrayTensor z = pass.layer(i).linear;
            if (adaptsWeights(i)) {
                adapt(layer.initializer(), i, layout.weight(i), z, forWeights, engine.isParanoid());
                pass.run(i, input, true);
            }
            fillBias(i, biases);
            Initializer biasInitializer = layer.biasInitializer();
            if (biasInitializer != null) {
                pass.run(i, input, true);
                if (adaptsBiases(i)) {
                    adapt(biasInitializer, i, layout.bias(i), z, forBiases, engine.isParanoid());
                    pass.run(i, input, true);
                }
            }
            input = pass.layer(i).a;
        }
    }

    private boolean adaptsWeights(int layer) {
        return needsExamples(layers.get(layer).initializer(), layer);
    }

    private boolean adaptsBiases(int layer) {
        Initializer initializer = layers.get(layer).biasInitializer();
        return initializer != null && needsExamples(initializer, layer);
    }

    private static boolean needsExamples(Initializer initializer, int layer) {
        try {
            return initializer.needsExamples();
        } catch (Throwable e) {
            throw PluginFailure.of(initializer, ParameterLayout.layerName(layer), e);
        }
    }

    private void adapt(
            Initializer initializer,
            int layer,
            int entry,
            ArrayTensor z,
            IntFunction<? extends RandomGenerator> random,
            boolean isParanoid) {
        ArrayTensor values = parameters().tensor(entry);
        try {
            Lent lent = new Lent("adapt()");
            initializer.adapt(values, isParanoid ? lent.copy("z", z) : z, random.apply(layer + 1));
            lent.requireUnchanged();
        } catch (Throwable e) {
            throw PluginFailure.of(initializer, ParameterLayout.layerName(layer), e);
        }
        requireFinite(initializer, layer, entry, "adapt()");
    }

    private void requireFinite(Initializer initializer, int layer, int entry, String method) {
        if (parameters().tensor(entry).firstNonFinite() >= 0) {
            throw PluginFailure.of(
                    initializer,
                    ParameterLayout.layerName(layer),
                    "%s produced %s that are not finite"
                            .formatted(method, entry == parameters().layout().weight(layer) ? "weights" : "biases"));
        }
    }

    /**
     * Initialises weights and biases of every layer, sets gamma of batch norm to one and the rest to zero. Without
     * examples, nothing is adapted to them.
     */
    public void initialize(RandomStreams streams) {
        fillWeights(streams);
        fillBiases(streams, 0);
    }

    private void fillWeights(RandomStreams streams) {
        ParameterVector parameters = network.parameters();
        parameters.flat().fill(0);
        IntFunction<? extends RandomGenerator> random = streams.initialization();
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = layers.get(i);
            fill(layer.initializer(), i, parameters.layout().weight(i), random);
            if (layer.batchNorm() != null) {
                parameters.tensor(parameters.layout().gamma(i)).fill(1);
            }
            if (layer.parametric()) {
                parameters.tensor(parameters.layout().mix(i)).fill(1);
            }
        }
        initializeInputs(streams);
    }

    /**
     * Sets the parameters of the input layer: frequencies normal, phases uniform within half a turn, map and offset uniform
     * within 1 / sqrt(frequencies), embeddings normal, factors 1 (Holzmueller, Grinsztajn and Steinwart 2024,
     * arXiv:2407.04491, section 3).
     */
    private void initializeInputs(RandomStreams streams) {
        InputParts parts = network.parts();
        if (parts == null) {
            return;
        }
        ParameterVector parameters = network.parameters();
        ParameterLayout layout = parameters.layout();
        PortableRandom random = streams.inputLayer();
        Periodic periodic = parts.spec().periodic();
        if (periodic != null && layout.frequency() >= 0) {
            double range = 1 / Math.sqrt(periodic.frequencies());
            parameters.tensor(layout.frequency()).fill(() -> periodic.deviation() * random.nextGaussian());
            parameters.tensor(layout.phase()).fill(() -> Math.PI * (2 * random.nextDouble() - 1));
            parameters.tensor(layout.projection()).fill(() -> range * (2 * random.nextDouble() - 1));
            parameters.tensor(layout.offset()).fill(() -> range * (2 * random.nextDouble() - 1));
        }
        if (layout.embedding() >= 0) {
            parameters.tensor(layout.embedding()).fill(random::nextGaussian);
        }
        if (layout.scale() >= 0) {
            parameters.tensor(layout.scale()).fill(1);
        }
    }

    private void fillBiases(RandomStreams streams, int from) {
        IntFunction<? extends RandomGenerator> random = streams.initialization(BIASES);
        for (int i = from; i < layers.size(); i++) {
            fillBias(i, random);
        }
    }

    private void fillBias(int layer, IntFunction<? extends RandomGenerator> random) {
        Initializer initializer = layers.get(layer).biasInitializer();
        if (initializer != null) {
            fill(initializer, layer, parameters().layout().bias(layer), random);
        }
    }

    private void fill(Initializer initializer, int layer, int entry, IntFunction<? extends RandomGenerator> random) {
        int in = layer == 0
                ? network.denseInputs().inputs()
                : layers.get(layer - 1).units();
        try {
            initializer.fill(
                    parameters().tensor(entry), new Fan(in, layers.get(layer).units()), random.apply(layer + 1));
        } catch (Throwable e) {
            throw PluginFailure.of(initializer, ParameterLayout.layerName(layer), e);
        }
        requireFinite(initializer, layer, entry, "it");
    }

    /** The penalties of a layer, counted from 0. */
    List<WeightPenalty> penalties(int layer) {
        return only(WeightPenalty.class, layer);
    }

    /** The masks of the activations of a layer, counted from 0. */
    List<ActivationMask> masks(int layer) {
        return only(ActivationMask.class, layer);
    }

    /** The masks of the weights of a layer, counted from 0. */
    List<WeightMask> weightMasks(int layer) {
        return only(WeightMask.class, layer);
    }

    /** The constraints on the weights of a layer, counted from 0. */
    public List<WeightConstraint> constraints(int layer) {
        return only(WeightConstraint.class, layer);
    }

    private <R extends Regularizer> List<R> only(Class<R> type, int layer) {
        return layers.get(layer).regularizers().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
