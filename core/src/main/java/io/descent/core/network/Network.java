package io.descent.core.network;

import io.descent.api.Activation;
import io.descent.api.ActivationMask;
import io.descent.api.Fan;
import io.descent.api.Regularizer;
import io.descent.api.WeightPenalty;
import io.descent.core.plugin.PluginException;
import io.descent.core.random.RandomStreams;
import io.descent.core.tensor.ArrayTensor;
import io.descent.core.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A feed-forward network of dense layers: its structure and its parameters. */
public final class Network {
    private final int inputs;
    private final List<LayerSpec> layers;
    private final ParameterVector parameters;
    private final List<@Nullable RunningStatistics> statistics = new ArrayList<>();

    /**
     * A network with all parameters zero.
     *
     * @param inputs number of features
     * @param layers the hidden layers, then the output layer
     */
    public Network(int inputs, List<LayerSpec> layers, Precision precision) {
        this.inputs = inputs;
        this.layers = List.copyOf(layers);
        this.parameters = new ParameterVector(new ParameterLayout(inputs, layers), precision);
        for (LayerSpec layer : layers) {
            BatchNorm norm = layer.batchNorm();
            statistics.add(norm == null ? null : new RunningStatistics(norm.momentum(), precision, layer.units()));
        }
    }

    /**
     * The network of an experiment.
     *
     * @param spec hidden layers and output layer, whose activation is known
     * @param regularizers of every layer; masks among them leave the output layer out
     */
    public static Network of(
            NetworkSpec spec,
            Activation outputActivation,
            int inputs,
            int outputs,
            List<Regularizer> regularizers,
            Precision precision) {
        List<LayerSpec> layers = new ArrayList<>();
        for (LayerSpec layer : spec.hidden()) {
            List<Regularizer> all = new ArrayList<>(regularizers);
            all.addAll(layer.regularizers());
            layers.add(new LayerSpec(layer.units(), layer.activation(), layer.initializer(), layer.batchNorm(), all));
        }
        List<Regularizer> penalties = new ArrayList<>(regularizers);
        penalties.removeIf(ActivationMask.class::isInstance);
        penalties.addAll(spec.output().regularizers());
        layers.add(new LayerSpec(outputs, outputActivation, spec.output().initializer(), penalties));
        return new Network(inputs, layers, precision);
    }

    /** Number of features. */
    public int inputs() {
        return inputs;
    }

    /** Number of units of the last layer. */
    public int outputs() {
        return layers.get(layers.size() - 1).units();
    }

    /** The hidden layers, then the output layer. */
    public List<LayerSpec> layers() {
        return layers;
    }

    /** Weights, biases, and gamma and beta of batch norm; changing them changes the network. */
    public ParameterVector parameters() {
        return parameters;
    }

    /** The format in which the network computes. */
    public Precision precision() {
        return parameters.flat().precision();
    }

    /** The running statistics of a layer with batch norm, counted from 0. */
    public RunningStatistics statistics(int layer) {
        return Objects.requireNonNull(statistics.get(layer), "a layer without batch norm");
    }

    /** Sets the weights of every layer by its initializer, gamma of batch norm to one, and the rest to zero. */
    public void initialize(RandomStreams streams) {
        parameters.flat().fill(0);
        IntFunction<? extends RandomGenerator> random = streams.initialization();
        for (int i = 0; i < layers.size(); i++) {
            int in = i == 0 ? inputs : layers.get(i - 1).units();
            LayerSpec layer = layers.get(i);
            try {
                layer.initializer()
                        .fill(
                                parameters.tensor(parameters.layout().weight(i)),
                                new Fan(in, layer.units()),
                                random.apply(i + 1));
            } catch (Throwable e) {
                throw new PluginException(layer.initializer(), ParameterLayout.layerName(i), e);
            }
            if (parameters.tensor(parameters.layout().weight(i)).firstNonFinite() >= 0) {
                throw new PluginException(
                        layer.initializer(), ParameterLayout.layerName(i), "it gave weights that are not finite");
            }
            if (layer.batchNorm() != null) {
                parameters.tensor(parameters.layout().gamma(i)).fill(1);
            }
        }
    }

    /** Copies of the weights of all layers (inputs x units). */
    public List<ArrayTensor> transposedWeights() {
        List<ArrayTensor> transposed = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            ArrayTensor weights = parameters.tensor(parameters.layout().weight(layer));
            ArrayTensor copy = ArrayTensor.zeros(precision(), weights.columns(), weights.rows());
            for (int i = 0; i < weights.rows(); i++) {
                for (int j = 0; j < weights.columns(); j++) {
                    copy.set(j, i, weights.get(i, j));
                }
            }
            transposed.add(copy);
        }
        return transposed;
    }

    List<WeightPenalty> penalties(int layer) {
        return only(WeightPenalty.class, layer);
    }

    List<ActivationMask> masks(int layer) {
        return only(ActivationMask.class, layer);
    }

    private <R extends Regularizer> List<R> only(Class<R> type, int layer) {
        return layers.get(layer).regularizers().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
