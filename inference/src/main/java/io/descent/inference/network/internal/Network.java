package io.descent.inference.network.internal;

import io.descent.inference.file.internal.Safetensors;
import io.descent.inference.spec.BatchNorm;
import io.descent.inference.spec.Precision;
import io.descent.inference.tensor.internal.ArrayTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A feed-forward network of dense layers: its structure and its parameters. */
public final class Network {
    private final InputShape inputs;
    private final @Nullable InputParts parts;
    private final List<Layer> layers;
    private final ParameterVector parameters;
    private final List<@Nullable RunningStatistics> statistics = new ArrayList<>();

    /**
     * Creates a network with all parameters zero.
     *
     * @param inputs number of inputs, all of them dense
     * @param layers the hidden layers, then the output layer
     */
    public Network(int inputs, List<Layer> layers, Precision precision) {
        this(new InputShape(inputs), layers, precision);
    }

    /**
     * Creates a network with all parameters zero. The weights of the first layer have a column per input, in the order
     * of the inputs.
     *
     * @param layers the hidden layers, then the output layer
     */
    public Network(InputShape inputs, List<Layer> layers, Precision precision) {
        this(inputs, null, layers, precision);
    }

    /**
     * Creates a network with all parameters zero.
     *
     * @param inputs what the columns of a table are encoded as
     * @param parts the trainable input layer; null for none. Then the weights of the first layer have a column per input
     * @param layers the hidden layers, then the output layer
     */
    public Network(InputShape inputs, @Nullable InputParts parts, List<Layer> layers, Precision precision) {
        if (parts != null && !parts.inputs().equals(inputs)) {
            throw new IllegalArgumentException(
                    "an input layer for %s does not fit %s".formatted(parts.inputs(), inputs));
        }
        this.inputs = inputs;
        this.parts = parts;
        this.layers = List.copyOf(layers);
        this.parameters = new ParameterVector(new ParameterLayout(denseInputs().inputs(), parts, layers), precision);
        for (Layer layer : layers) {
            BatchNorm norm = layer.batchNorm();
            statistics.add(norm == null ? null : new RunningStatistics(norm.momentum(), precision, layer.units()));
        }
    }

    /**
     * The number of parameters of a network, without making one.
     *
     * @throws io.descent.inference.problem.InvalidInputException if there are too many for one array
     */
    public static int size(InputShape inputs, @Nullable InputParts parts, List<Layer> layers) {
        InputShape first = parts == null ? inputs : parts.outputs();
        return new ParameterLayout(first.inputs(), parts, layers).size();
    }

    /** Number of inputs, those of one-hot blocks included. */
    public int inputs() {
        return inputs.inputs();
    }

    /** The dense inputs and the one-hot blocks. */
    public InputShape inputShape() {
        return inputs;
    }

    /** The trainable input layer; null if there is none. */
    public @Nullable InputParts parts() {
        return parts;
    }

    /** The inputs of the first dense layer: those of the network, or the outputs of its input layer. */
    public InputShape denseInputs() {
        return parts == null ? inputs : parts.outputs();
    }

    /** Number of units of the last layer. */
    public int outputs() {
        return layers.get(layers.size() - 1).units();
    }

    /** The hidden layers, then the output layer. */
    public List<Layer> layers() {
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
        return Objects.requireNonNull(statistics.get(layer), "this layer has no batch norm");
    }

    /** A network of the same structure with a copy of the numbers. */
    public Network copy() {
        Network copy = new Network(inputs, parts, layers, precision());
        List<Safetensors.Entry> from = NetworkTensors.forPrediction(this);
        List<Safetensors.Entry> to = NetworkTensors.forPrediction(copy);
        for (int i = 0; i < from.size(); i++) {
            to.get(i).tensor().assign(from.get(i).tensor());
        }
        return copy;
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
}
